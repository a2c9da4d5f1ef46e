// Invariant: the JSON document of CONTRACT for every sound matrix; for anything else the exit code and one line that says what was expected.
using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Cli.Tests;

public sealed class SvdCommandTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void PrintsTheDocumentOfTheContract()
    {
        _workplace.WriteNpy("a.npy", 3, 2, 0, -5, 3, 0, 0, 0);
        JsonElement json = CliProcess.Run(_workplace.Path, "svd", "a.npy", "--json", "--repeat", "3").Json();
        Assert.Equal([3, 2], json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal("float64", json.GetProperty("dtype").GetString());
        Assert.Equal([5.0, 3.0], json.GetProperty("singular_values").EnumerateArray().Select(value => Math.Round(value.GetDouble(), 12)));
        Assert.False(string.IsNullOrEmpty(json.GetProperty("method").GetString()));
        Assert.True(json.GetProperty("seconds").GetDouble() >= 0);
        Assert.True(json.GetProperty("verified").GetBoolean());
    }

    [Fact]
    public void MemoryOrderByteOrderAndContainerDoNotMatter()
    {
        float[] values = [.. Enumerable.Range(0, 12).Select(i => (float)((i * 7) % 5) - 1.5f)];
        byte[] big = [.. values.SelectMany(value => BitConverter.GetBytes(value).Reverse())];
        byte[] columns = [.. Enumerable.Range(0, 12).SelectMany(k => BitConverter.GetBytes(values[((k % 3) * 4) + (k / 3)]))];
        _workplace.WriteNpy("c.npy", "<f4", false, "(3, 4)", [.. values.SelectMany(BitConverter.GetBytes)]);
        _workplace.WriteNpy("big.npy", ">f4", false, "(3, 4)", big);
        _workplace.WriteNpy("fortran.npy", "<f4", true, "(3, 4)", columns);
        using (SafetensorsWriter writer = new(_workplace.File("t.safetensors")))
        {
            writer.Add<float>("layer.weight", [3, 4], values);
            writer.Commit();
        }

        string[] documents = [.. ((string[])["c.npy", "big.npy", "fortran.npy", "t.safetensors", "t.safetensors:layer.weight"]).Select(source =>
            CliProcess.Run(_workplace.Path, "svd", source, "--json").Json().GetProperty("singular_values").GetRawText())];
        Assert.All(documents, document => Assert.Equal(documents[0], document));
    }

    [Theory]
    [InlineData("(0, 5)", "[0,5]")]
    [InlineData("(5, 0)", "[5,0]")]
    [InlineData("(0, 0)", "[0,0]")]
    public void AMatrixWithAZeroDimensionHasNoSingularValues(string shape, string expected)
    {
        _workplace.WriteNpy("a.npy", "<f4", false, shape, []);
        JsonElement json = CliProcess.Run(_workplace.Path, "svd", "a.npy", "--json", "--top", "3").Json();
        Assert.Equal(expected, json.GetProperty("shape").GetRawText());
        Assert.Equal(0, json.GetProperty("singular_values").GetArrayLength());
        Assert.Equal("float32", json.GetProperty("dtype").GetString());
    }

    [Fact]
    public void WritesVectorsThatGiveTheMatrixBack()
    {
        double[] elements = [.. Enumerable.Range(0, 20).Select(i => Math.Sqrt(i + 1) * (i % 3 - 1))];
        _workplace.WriteNpy("a.npy", 5, 4, elements);
        JsonElement json = CliProcess.Run(_workplace.Path, "svd", "a.npy", "--vectors", "--out", "f.safetensors", "--json").Json();
        Assert.True(json.GetProperty("verified").GetBoolean());
        using SafetensorsFile file = SafetensorsFile.Open(_workplace.File("f.safetensors"));
        file["U"].RequireShape(5, 4);
        file["S"].RequireShape(4);
        file["Vt"].RequireShape(4, 4);
        using Matrix<double> u = file["U"].ToMatrix<double>();
        using Matrix<double> s = file["S"].ToMatrix<double>();
        using Matrix<double> vt = file["Vt"].ToMatrix<double>();
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                double sum = 0;
                for (int k = 0; k < 4; k++)
                {
                    sum += u[i, k] * s[0, k] * vt[k, j];
                }

                Assert.True(Math.Abs(sum - elements[(4 * i) + j]) <= 1e-13);
            }
        }

        CliProcess.Run(_workplace.Path, "svd", "a.npy", "--vectors", "--top", "2", "--out", "top.safetensors", "--json").Json();
        using SafetensorsFile top = SafetensorsFile.Open(_workplace.File("top.safetensors"));
        top["U"].RequireShape(5, 2);
        top["S"].RequireShape(2);
        top["Vt"].RequireShape(2, 4);
    }

    [Fact]
    public void PrecisionAndTopAreObeyed()
    {
        _workplace.WriteNpy("a.npy", 2, 2, 1.0 / 3, 0, 0, 2.0 / 3);
        JsonElement json = CliProcess.Run(_workplace.Path, "svd", "a.npy", "--json", "--precision", "single", "--top", "1").Json();
        Assert.Equal("float32", json.GetProperty("dtype").GetString());
        Assert.Equal(2f / 3, json.GetProperty("singular_values")[0].GetSingle(), 1e-6f);
        Assert.Equal(1, json.GetProperty("singular_values").GetArrayLength());
        CliResult text = CliProcess.Run(_workplace.Path, "svd", "a.npy", "--quiet");
        Assert.Equal((0, ""), (text.Code, text.Error));
        Assert.Equal(2, text.Output.TrimEnd('\n').Split('\n').Length);
    }

    /// <summary>Few vectors of a large matrix come from Lanczos: the same values as the dense method's, and vectors that fit them.</summary>
    [Fact]
    public void FewVectorsOfALargeMatrixAgreeWithTheDenseMethod()
    {
        using Matrix<float> a = new(1100, 1000);
        new RandomStream(3, "cli").Normals(a.Span);
        using (SafetensorsWriter writer = new(_workplace.File("a.safetensors")))
        {
            writer.Add("W", a.View);
            writer.Commit();
        }

        JsonElement all = CliProcess.Run(_workplace.Path, "svd", "a.safetensors:W", "--json").Json();
        JsonElement few = CliProcess.Run(_workplace.Path, "svd", "a.safetensors:W", "--json", "--top", "4", "--vectors", "--out", "usv.safetensors").Json();
        Assert.Contains("Lanczos", few.GetProperty("method").GetString()!, StringComparison.Ordinal);
        Assert.True(few.GetProperty("verified").GetBoolean());
        double[] dense = [.. all.GetProperty("singular_values").EnumerateArray().Take(4).Select(value => value.GetDouble())];
        double[] lanczos = [.. few.GetProperty("singular_values").EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(4, lanczos.Length);
        Assert.All(dense.Zip(lanczos), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * dense[0]));

        using SafetensorsFile file = SafetensorsFile.Open(_workplace.File("usv.safetensors"));
        using Matrix<float> u = file["U"].ToMatrix<float>();
        using Matrix<float> vt = file["Vt"].ToMatrix<float>();
        Assert.Equal((1100, 4, 4, 1000), (u.Rows, u.Columns, vt.Rows, vt.Columns));
        for (int i = 0; i < 4; i++)
        {
            // |A v_i - s_i u_i|
            double squares = 0;
            for (int row = 0; row < a.Rows; row++)
            {
                double residual = MixedDot.Of(a.Row(row), vt.Row(i)) - (lanczos[i] * u[row, i]);
                squares += residual * residual;
            }

            Assert.True(Math.Sqrt(squares) <= 1e-5 * lanczos[0], $"{Math.Sqrt(squares)}");
        }
    }

    [Fact]
    public void BadDataIsExitCode3()
    {
        _workplace.WriteNpy("nan.npy", 2, 2, 1, 2, double.NaN, 4);
        CliProcess.Run(_workplace.Path, "svd", "nan.npy", "--json").IsError(3, "nan.npy", "NaN or infinity at [1, 0]", "expected finite");
        _workplace.WriteNpy("cube.npy", "<f8", false, "(1, 1, 1)", new byte[8]);
        CliProcess.Run(_workplace.Path, "svd", "cube.npy").IsError(3, "cube.npy", "[1, 1, 1]", "expected a matrix");
        _workplace.WriteNpy("cut.npy", "<f8", false, "(9, 9)", new byte[8]);
        CliProcess.Run(_workplace.Path, "svd", "cut.npy").IsError(3, "cut.npy", "expected 648");
        CliProcess.Run(_workplace.Path, "svd", "none.npy").IsError(3, "none.npy", "not found");
        File.WriteAllBytes(_workplace.File("lying.safetensors"), [255, 255, 255, 255, 0, 0, 0, 0, .. "{}"u8]);
        CliProcess.Run(_workplace.Path, "svd", "lying.safetensors:W").IsError(3, "lying.safetensors", "header length says");
        using (SafetensorsWriter writer = new(_workplace.File("t.safetensors")))
        {
            writer.Add<float>("weight", [1, 1], [1f]);
            writer.Add<float>("other", [1, 1], [1f]);
            writer.Add<double>("huge", [1, 1], [1e300]);
            writer.Commit();
        }

        CliProcess.Run(_workplace.Path, "svd", "t.safetensors:wieght").IsError(3, "'wieght'", "missing", "'weight'");
        CliProcess.Run(_workplace.Path, "svd", "t.safetensors:huge", "--precision", "single").IsError(3, "'huge'", "--precision double");
        CliProcess.Run(_workplace.Path, "svd", "t.safetensors").IsError(2, "3 matrices", "t.safetensors:TENSOR");
        CliProcess.Run(_workplace.Path, "svd", "t.safetensors:weight", "--vectors").IsError(2, "--out");
    }

    [Fact]
    public void ABrokenPipeIsHarmless()
    {
        if (OperatingSystem.IsWindows() || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("FASTSPECTRA_CLI")))
        {
            return;
        }

        // The reader is gone long before the program writes.
        _workplace.WriteNpy("a.npy", 2, 2, 1, 0, 0, 2);
        const string script = "dotnet \"$0\" svd a.npy --quiet | true; first=${PIPESTATUS[0]}; dotnet \"$0\" svd a.npy --json | true; exit $((first + ${PIPESTATUS[0]}))";
        System.Diagnostics.ProcessStartInfo start = new("bash", ["-c", script, Path.Combine(AppContext.BaseDirectory, "FastSpectra.Cli.dll")])
        {
            WorkingDirectory = _workplace.Path,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((0, ""), (process.ExitCode, error));
    }
}
