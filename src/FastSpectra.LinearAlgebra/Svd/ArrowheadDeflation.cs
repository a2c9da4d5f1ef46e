using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: the arrowhead (poles d, first row z) after Run is, up to the tolerance, block diagonal: the kept rows with their z, and the deflated
// ones with their d alone. Rotations that moved weight between equal poles are recorded in order, for whatever holds vectors to follow.
// Source: Gu and Eisenstat (1995), section 4.1; LAPACK's LASD2.

/// <summary>What leaves an arrowhead before its secular equation is solved.</summary>
internal unsafe struct ArrowheadDeflation
{
    /// <summary>Poles by row.</summary>
    public readonly double* D;

    /// <summary>First row of the arrowhead.</summary>
    public readonly double* Z;

    /// <summary>Rows that stay, by ascending pole; the first is the row between the blocks.</summary>
    public readonly int* Kept;

    /// <summary>Rows that are decomposed already.</summary>
    public readonly int* Deflated;

    /// <summary>What was done to rows.</summary>
    public readonly Rotation* Rotations;

    public int KeptCount;
    public int DeflatedCount;
    public int RotationCount;

    /// <summary>Takes room for n rows.</summary>
    public ArrowheadDeflation(int n, Workspace workspace)
    {
        D = workspace.Take<double>(n);
        Z = workspace.Take<double>(n);
        Kept = workspace.Take<int>(n);
        Deflated = workspace.Take<int>(n);
        Rotations = workspace.Take<Rotation>(n);
    }

    /// <summary>Row p becomes c p + s q, row q becomes c q - s p.</summary>
    public readonly record struct Rotation(int P, int Q, double C, double S);

    /// <summary>Deflates; <paramref name="sorted"/> holds the other rows by ascending pole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Run(int* sorted, int count, int between, double tolerance)
    {
        Kept[KeptCount++] = between;
        int previous = -1;
        for (int k = 0; k < count; k++)
        {
            int j = sorted[k];
            if (Math.Abs(Z[j]) <= tolerance)
            {
                Deflated[DeflatedCount++] = j;
                continue;
            }

            if (previous >= 0 && D[j] - D[previous] <= tolerance)
            {
                MoveWeight(previous, j);
                Deflated[DeflatedCount++] = previous;
            }
            else if (previous >= 0)
            {
                Kept[KeptCount++] = previous;
            }

            previous = j;
        }

        if (previous >= 0)
        {
            Kept[KeptCount++] = previous;
        }

        // The pole above 0 stays away from it.
        if (KeptCount > 1)
        {
            D[Kept[1]] = Math.Max(D[Kept[1]], 0.5 * tolerance);
        }
    }

    // Moves the weight of z_p to z_q, for equal values.
    private void MoveWeight(int p, int q)
    {
        double r = Math.Sqrt((Z[p] * Z[p]) + (Z[q] * Z[q]));
        Rotations[RotationCount++] = new(p, q, Z[q] / r, -Z[p] / r);
        Z[q] = r;
        Z[p] = 0;
    }
}
