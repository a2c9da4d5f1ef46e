// d(a, b) = least number of insertions, deletions, substitutions and exchanges of neighbours that turn a into b, letters
// compared without case. Cost: |a| |b| time, three rows of memory.
// Source: Damerau-Levenshtein, optimal string alignment.
namespace FastSpectra.Checkpoints;

/// <summary>Finds what somebody who mistyped a name probably meant.</summary>
public static class NearestName
{
    // Names beyond this are not mistyped by hand; the bound keeps hostile input cheap.
    private const int LongestName = 256;

    /// <summary>The candidate nearest to <paramref name="name"/>, the first of equals; null where none is near enough to be meant.</summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        string? nearest = null;

        // A candidate that shares nothing with a short name was not meant by it.
        int least = Math.Min(Math.Max(2, name.Length / 2) + 1, name.Length);
        foreach (string candidate in candidates)
        {
            if (name.Length > LongestName || Math.Abs(candidate.Length - name.Length) >= least)
            {
                continue;
            }

            int distance = Distance(name, candidate);
            if (distance < least)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest;
    }

    /// <summary>Edit distance without regard to case.</summary>
    public static int Distance(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        int[] beforeLast = new int[b.Length + 1];
        int[] last = [.. Enumerable.Range(0, b.Length + 1)];
        int[] row = new int[b.Length + 1];
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                bool same = Same(a[i - 1], b[j - 1]);
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }

    private static bool Same(char x, char y) => char.ToLowerInvariant(x) == char.ToLowerInvariant(y);
}
