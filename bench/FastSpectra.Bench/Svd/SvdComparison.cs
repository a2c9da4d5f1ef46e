using System.Diagnostics;
using System.Globalization;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Bench;

/// <summary>
/// What the tables beside LAPACK share: options, the loop over sizes and types, the two clocks, a file that is filled over several
/// runs. Options: [--threads N] [--sizes 1500x1000,512x512] [--type float|double|both] [--repeats R] [--out FILE.md] [--seconds S].
/// </summary>
/// <remarks>
/// With --out, rows that the file has for this number of threads are not measured again, and each new one is written at once; no row
/// begins after --seconds. What stands before the first section of the file is kept.
/// </remarks>
internal sealed class SvdComparison(string[] args)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>One row for an m x n matrix; 0 repeats stand for as many as its size allows.</summary>
    public delegate string Row(int m, int n, int repeats, ThreadTeam team);

    public int Threads { get; } = int.Parse(Option(args, "--threads", "1"), CultureInfo.InvariantCulture);

    /// <summary>Prints the heading and a row for every size and type, and adds them to the file of --out.</summary>
    public void Run((int M, int N)[] usualSizes, string[] heading, Row single, Row inDouble)
    {
        string type = Option(args, "--type", "both"), path = Option(args, "--out", "");
        double seconds = double.Parse(Option(args, "--seconds", "1e9"), CultureInfo.InvariantCulture);
        int repeats = int.Parse(Option(args, "--repeats", "0"), CultureInfo.InvariantCulture);
        (int M, int N)[] sizes = Option(args, "--sizes", "") is { Length: > 0 } list
            ? [.. list.Split(',').Select(size => size.Split('x')).Select(p => (int.Parse(p[0], CultureInfo.InvariantCulture), int.Parse(p[1], CultureInfo.InvariantCulture)))]
            : usualSizes;
        LapackPeer.SetThreads(Threads);
        using ThreadTeam team = new(Threads);
        string section = Threads == 1 ? "## One thread" : $"## {Threads} threads";
        ResultFile file = new(path, section, heading, [.. usualSizes.Select(size => $"| {size.M} x {size.N} |")]);
        Console.WriteLine(string.Join('\n', heading));
        int left = 0;
        foreach ((int m, int n) in sizes)
        {
            foreach ((string name, Row row) in new[] { ("Single", single), ("Double", inDouble) })
            {
                if ((type == "float" && name == "Double") || (type == "double" && name == "Single") || file.Contains($"| {name} | {m} x {n} |"))
                {
                    continue;
                }

                if (Stopwatch.GetElapsedTime(_start).TotalSeconds > seconds)
                {
                    left++;
                    continue;
                }

                string line = row(m, n, repeats, team);
                Console.WriteLine(line);
                file.Add(line);
            }
        }

        if (left > 0)
        {
            Console.WriteLine($"{left} rows left: run again.");
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

    /// <summary>Hand-written text, then sections of generated rows, in the order of the sizes.</summary>
    private sealed class ResultFile
    {
        private readonly string _path;
        private readonly string _section;
        private readonly string[] _heading;
        private readonly string[] _order;
        private readonly List<string> _before = [];
        private readonly List<string> _after = [];
        private readonly List<string> _rows = [];

        public ResultFile(string path, string section, string[] heading, string[] order)
        {
            (_path, _section, _heading, _order) = (path, section, heading, order);
            string current = "";
            foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
            {
                bool isHeading = line.StartsWith("## ", StringComparison.Ordinal);
                current = isHeading ? line : current;
                if (current != section)
                {
                    (isHeading || _after.Count > 0 ? _after : _before).Add(line);
                }
                else if (line.StartsWith("| Single |", StringComparison.Ordinal) || line.StartsWith("| Double |", StringComparison.Ordinal))
                {
                    _rows.Add(line);
                }
            }
        }

        public bool Contains(string key) => _rows.Exists(row => row.StartsWith(key, StringComparison.Ordinal));

        public void Add(string row)
        {
            _rows.Add(row);
            if (_path.Length > 0)
            {
                IEnumerable<string> rows = _rows.OrderBy(line => Array.FindIndex(_order, size => line.Contains(size, StringComparison.Ordinal)));
                File.WriteAllText(_path, string.Join('\n', [.. _before, _section, "", .. _heading, .. rows, "", .. _after]).TrimEnd('\n') + "\n");
            }
        }
    }
}
