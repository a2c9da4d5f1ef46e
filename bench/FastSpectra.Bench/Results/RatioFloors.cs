using System.Globalization;

namespace FastSpectra.Bench;

/// <summary>Committed floors of measured ratios, and the verdict on a run.</summary>
internal static class RatioFloors
{
    /// <summary>The lines <c>name,floor</c> below the header.</summary>
    /// <exception cref="InvalidDataException">A line is not of that form.</exception>
    public static List<(string Name, double Floor)> Read(string[] lines)
    {
        List<(string, double)> floors = [];
        foreach (string line in lines.Skip(1).Where(line => line.Length > 0))
        {
            string[] cells = line.Split(',');
            if (cells.Length != 2 || !double.TryParse(cells[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double floor) || !(floor > 0))
            {
                throw new InvalidDataException($"floors.csv: '{line}' instead of 'name,floor' with a positive floor");
            }

            floors.Add((cells[0], floor));
        }

        return floors;
    }

    /// <summary>Prints every ratio beside its floor; true if none is below.</summary>
    public static bool Report(List<(string Name, double Floor)> floors, Func<string, double> ratio, TextWriter output)
    {
        bool all = true;
        output.WriteLine("| ratio | measured | floor | |");
        output.WriteLine("|---|---|---|---|");
        foreach ((string name, double floor) in floors)
        {
            double measured = ratio(name);
            bool holds = measured >= floor;
            all &= holds;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {measured:F2} | {floor:F2} | {(holds ? "holds" : "BELOW")} |"));
        }

        return all;
    }
}
