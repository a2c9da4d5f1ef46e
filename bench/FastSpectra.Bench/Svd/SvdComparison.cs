using System.Diagnostics;
using System.Globalization;
using System.Text;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Bench;

/// <summary>
/// What the tables beside LAPACK share: options, the loop over sizes and types, the two clocks. Options: [--threads N]
/// [--sizes 1500x1000,512x512] [--type float|double|both] [--repeats R] [--out FILE.md].
/// </summary>
internal sealed class SvdComparison(string[] args, string defaultRepeats)
{
    private readonly StringBuilder _table = new();

    /// <summary>One row for an m x n matrix.</summary>
    public delegate string Row(int m, int n, int repeats, ThreadTeam team);

    public int Threads { get; } = int.Parse(Option(args, "--threads", "1"), CultureInfo.InvariantCulture);

    public int Repeats { get; } = int.Parse(Option(args, "--repeats", defaultRepeats), CultureInfo.InvariantCulture);

    /// <summary>Prints the heading and a row for every size and type, and writes them to the file of --out.</summary>
    public void Run((int M, int N)[] usualSizes, string[] heading, Row single, Row inDouble)
    {
        string type = Option(args, "--type", "both");
        (int, int)[] sizes = Option(args, "--sizes", "") is { Length: > 0 } list
            ? [.. list.Split(',').Select(size => size.Split('x')).Select(p => (int.Parse(p[0], CultureInfo.InvariantCulture), int.Parse(p[1], CultureInfo.InvariantCulture)))]
            : usualSizes;
        LapackPeer.SetThreads(Threads);
        using ThreadTeam team = new(Threads);
        foreach (string line in heading)
        {
            Line(line);
        }

        foreach ((int m, int n) in sizes)
        {
            if (type != "double")
            {
                Line(single(m, n, Repeats, team));
            }

            if (type != "float")
            {
                Line(inDouble(m, n, Repeats, team));
            }
        }

        if (Option(args, "--out", "") is { Length: > 0 } path)
        {
            File.WriteAllText(path, _table.ToString());
        }
    }

    /// <summary>Wall time, and the process's own time, which a busy machine disturbs less.</summary>
    public static (double Milliseconds, double CpuMilliseconds) Measure(Action action)
    {
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        action();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return (elapsed, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds);
    }

    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static string Option(string[] args, string name, string fallback)
    {
        int index = Array.IndexOf(args, name);
        return index >= 0 && index + 1 < args.Length ? args[index + 1] : fallback;
    }

    private void Line(string line)
    {
        _table.Append(line).Append('\n');
        Console.WriteLine(line);
    }
}
