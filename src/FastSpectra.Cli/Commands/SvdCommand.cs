using System.CommandLine;
using System.Globalization;
using FastSpectra.Checkpoints;

namespace FastSpectra.Cli;

/// <summary><c>svd</c>: singular values (and vectors) of a stored matrix.</summary>
internal static class SvdCommand
{
    public static Command Build()
    {
        Argument<string> source = new("source")
        {
            HelpName = "FILE.npy|FILE.safetensors:TENSOR",
            Description = "A matrix: a NumPy file (floats of 2, 4 or 8 bytes, integers; C or Fortran order; any byte order), or a tensor of a safetensors file. A file with a single matrix needs no ':TENSOR'.",
        };
        Option<int> top = GlobalOptions.Integer("--top", "K", 1, int.MaxValue, "Only the K largest values.", "--top 10");
        Option<bool> vectors = GlobalOptions.Flag("--vectors", "Singular vectors too; needs --out.");
        Option<string> precision = Documented.Option<string>("--precision", "auto|single|double",
            "Arithmetic: auto (the default) keeps the precision of the file's type, half floats in single, integers in double.", "--precision double");
        precision.Validators.Add(result =>
        {
            string text = result.Tokens[^1].Value;
            if (text is not ("auto" or "single" or "double"))
            {
                result.AddError($"--precision is '{text}'; expected auto, single or double");
            }
        });
        Option<int> repeat = GlobalOptions.Integer("--repeat", "R", 1, 1_000_000, "Compute R times and report the best time.", "--repeat 5");
        Option<string> output = Documented.Option<string>("--out", "FILE.safetensors", "Write S [k] there, with --vectors also U [m,k] and Vt [k,n].", "--out factors.safetensors");
        Command command = Documented.Command("svd",
            "Print the singular values of a matrix, descending. Matrices with a zero dimension have none.",
            "fastspectra svd matrix.npy",
            "fastspectra svd model.safetensors:layer.weight --top 10 --json",
            "fastspectra svd matrix.npy --vectors --out factors.safetensors");
        command.Add(source);
        foreach (Option option in (Option[])[top, vectors, precision, repeat, output])
        {
            command.Add(option);
        }

        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(source),
            parsed.GetValue(precision) ?? "auto",
            new SvdRequest
            {
                Top = parsed.GetValue(top) is > 0 and int k ? k : null,
                Vectors = parsed.GetValue(vectors),
                Repeat = Math.Max(parsed.GetValue(repeat), 1),
                Out = parsed.GetValue(output),
                Threads = CommandContext.Of(parsed).Threads,
            },
            CommandContext.Of(parsed)));
        return command;
    }

    private static int Run(string source, string precision, SvdRequest request, CommandContext context)
    {
        if (request.Vectors && request.Out is null)
        {
            throw new UsageException("--vectors needs a file for the vectors; expected --out FILE.safetensors");
        }

        using SvdSource opened = SvdSource.Open(source);
        StoredTensor tensor = opened.Tensor;
        _ = tensor.MatrixShape();
        tensor.RequireFinite();
        bool isSingle = precision switch
        {
            "single" => true,
            "double" => false,
            _ => tensor.Type.IsFloatingPoint() && tensor.Type != ElementType.Float64,
        };
        SvdOutcome outcome = isSingle ? SvdComputation<float>.Run(tensor, request) : SvdComputation<double>.Run(tensor, request);
        if (context.Json)
        {
            PrintJson(outcome);
        }
        else
        {
            PrintText(outcome, context, request);
        }

        return ExitCode.Done;
    }

    private static void PrintJson(SvdOutcome outcome) => JsonOutput.Print(writer =>
    {
        writer.WriteStartArray("shape");
        writer.WriteNumberValue(outcome.Rows);
        writer.WriteNumberValue(outcome.Columns);
        writer.WriteEndArray();
        writer.WriteString("dtype", outcome.IsSingle ? "float32" : "float64");
        writer.WriteString("method", outcome.Method);
        writer.WriteStartArray("singular_values");
        foreach (double value in outcome.Values)
        {
            if (outcome.IsSingle)
            {
                writer.WriteNumberValue((float)value);
            }
            else
            {
                writer.WriteNumberValue(value);
            }
        }

        writer.WriteEndArray();
        writer.WriteNumber("seconds", outcome.Seconds);
        writer.WriteBoolean("verified", outcome.Verified);
        writer.WriteString("verification", outcome.Verification);
    });

    private static void PrintText(SvdOutcome outcome, CommandContext context, SvdRequest request)
    {
        context.Note(string.Create(CultureInfo.InvariantCulture,
            $"{outcome.Rows} x {outcome.Columns} {(outcome.IsSingle ? "float32" : "float64")}, {outcome.Method}, {outcome.Seconds:G3} s{(outcome.Verified ? $", verified ({outcome.Verification})" : ", NOT verified")}"));
        foreach (double value in outcome.Values)
        {
            Console.Out.WriteLine(outcome.IsSingle ? ((float)value).ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture));
        }

        if (request.Out is { } path)
        {
            context.Note($"written: {path}");
        }
    }
}
