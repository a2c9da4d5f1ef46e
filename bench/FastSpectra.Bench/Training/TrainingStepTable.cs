using System.Diagnostics;
using System.Globalization;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Bench;

/// <summary>
/// Ten full-batch steps of the main experiment beside PyTorch's and beside their two products alone, in turn:
/// <c>dotnet run -c Release --project bench/FastSpectra.Bench -- training [repeats]</c>.
/// </summary>
internal static class TrainingStepTable
{
    private const int Steps = 10;

    public static void Run(string[] args)
    {
        int repeats = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        Console.WriteLine("| threads | ten steps, median | two products alone x 10 | steps / products | PyTorch, median | PyTorch / ours |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (int threads in (int[])[1, 2])
        {
            using ThreadTeam team = new(threads);
            ExperimentConfiguration configuration = new();
            using ExperimentInputs<float> inputs = ExperimentInputs<float>.Draw(configuration, InputDraw.First, team);
            List<double> ours = [], products = [], torch = [];
            for (int repeat = 0; repeat <= repeats; repeat++)
            {
                double step = TrainSeconds(inputs, team);
                double product = ProductSeconds(inputs, team);
                double peer = TorchSeconds(threads);
                if (repeat > 0)
                {
                    ours.Add(step);
                    products.Add(product);
                    torch.Add(peer);
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {threads} | {Median(ours):F3} s | {Median(products):F3} s | {Ratio(ours, products):F2} | {Median(torch):F3} s | {Ratio(torch, ours):F2} |"));
        }
    }

    private static double TrainSeconds(ExperimentInputs<float> inputs, ThreadTeam team)
    {
        using Student<float> student = inputs.Student.Clone();
        TrainingOptions options = new() { Rule = OptimisationRule.Adam, Schedule = new ConstantRate(1), BatchSize = inputs.Train.Count };
        using Trainer<float> trainer = new(student, inputs.Train, options, team);
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < Steps; step++)
        {
            if (trainer.Step().Status != StepStatus.Ok)
            {
                throw new InvalidOperationException("the step did not give finite weights");
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double ProductSeconds(ExperimentInputs<float> inputs, ThreadTeam team)
    {
        Matrix<float> x = inputs.Train.X, w = inputs.Student.W;
        using Matrix<float> z = new(x.Rows, w.Rows);
        using Matrix<float> gradient = new(w.Rows, w.Columns);
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < Steps; step++)
        {
            Gemm.Multiply(1f, x.View, w.View.Transposed, 0f, z.View, team);
            Gemm.Multiply(1f, z.View.Transposed, x.View, 0f, gradient.View, team);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // The script prints 'median S s'; NaN where Python or PyTorch is not installed.
    private static double TorchSeconds(int threads)
    {
        ProcessStartInfo info = new("/usr/bin/python3", ["bench/peers/training_step_torch.py", threads.ToString(CultureInfo.InvariantCulture), "adam"])
        {
            RedirectStandardOutput = true,
        };
        info.Environment["OPENBLAS_CORETYPE"] = Environment.GetEnvironmentVariable("OPENBLAS_CORETYPE") ?? "SkylakeX";
        using Process process = Process.Start(info)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        int at = output.IndexOf("median ", StringComparison.Ordinal);
        return at < 0 ? double.NaN : double.Parse(output.AsSpan(at + 7, output.IndexOf(" s", at, StringComparison.Ordinal) - at - 7), CultureInfo.InvariantCulture);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Ratio(List<double> numerator, List<double> denominator) => Median([.. numerator.Zip(denominator, (a, b) => a / b)]);
}
