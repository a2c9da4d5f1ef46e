// Invariant: what is written is read back bit for bit; the same tensors give the same bytes in whatever order they were added;
// until Commit the destination is untouched, and nothing else remains in the directory.
using System.Runtime.InteropServices;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Checkpoints.Tests;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void RoundTripsEveryTypeItWrites()
    {
        string path = _directory.File("f.safetensors");
        using (SafetensorsWriter writer = new(path))
        {
            Add<double>(writer, "f64", [double.Pi, -0.0, double.Epsilon, double.NaN, double.PositiveInfinity]);
            Add<float>(writer, "f32", [1.5f, float.Epsilon, float.MinValue]);
            Add<Half>(writer, "f16", [(Half)0.1, Half.MaxValue]);
            Add<long>(writer, "i64", [long.MinValue, long.MaxValue]);
            Add<int>(writer, "i32", [int.MinValue, 7]);
            Add<short>(writer, "i16", [short.MinValue, 7]);
            Add<sbyte>(writer, "i8", [sbyte.MinValue, 7]);
            Add<ulong>(writer, "u64", [ulong.MaxValue]);
            Add<uint>(writer, "u32", [uint.MaxValue]);
            Add<ushort>(writer, "u16", [ushort.MaxValue]);
            Add<byte>(writer, "u8", [255, 0, 1]);
            Add<bool>(writer, "bool", [true, false]);
            writer.Commit();
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal(12, file.Tensors.Count);
        Assert.Equal([double.Pi, -0.0, double.Epsilon, double.NaN, double.PositiveInfinity], Read(file["f64"]));
        Assert.True(double.IsNegative(Read(file["f64"])[1]));
        Assert.Equal([1.5, float.Epsilon, float.MinValue], Read(file["f32"]));
        Assert.Equal([(double)(Half)0.1, 65504], Read(file["f16"]));
        Assert.Equal([-9223372036854775808.0, 9223372036854775808.0], Read(file["i64"]));
        Assert.Equal([int.MinValue, 7], Read(file["i32"]));
        Assert.Equal([short.MinValue, 7], Read(file["i16"]));
        Assert.Equal([-128, 7], Read(file["i8"]));
        Assert.Equal([18446744073709551616.0], Read(file["u64"]));
        Assert.Equal([4294967295.0], Read(file["u32"]));
        Assert.Equal([65535], Read(file["u16"]));
        Assert.Equal([255, 0, 1], Read(file["u8"]));
        Assert.Equal([1, 0], Read(file["bool"]));
        Assert.Equal([3L], file["f64"].FirstNonFinite()!);
    }

    [Fact]
    public void Reference_IsReadByCommit()
    {
        string path = _directory.File("f.safetensors"), copied = _directory.File("copied.safetensors");
        using Matrix<float> matrix = new(3, 5);
        using (SafetensorsWriter writer = new(path), copy = new(copied))
        {
            writer.AddReference("W", matrix);
            Add<double>(writer, "b", [1]);
            matrix[2, 4] = 7;
            copy.Add("W", matrix);
            Add<double>(copy, "b", [1]);
            writer.Commit();
            copy.Commit();
        }

        Assert.Equal(File.ReadAllBytes(copied), File.ReadAllBytes(path));
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal(7, Read(file["W"])[14]);
    }

    [Fact]
    public void TensorsOfOtherFiles_AreCopiedAsTheyAre()
    {
        string first = _directory.File("1.safetensors"), second = _directory.File("2.safetensors"), direct = _directory.File("direct.safetensors");
        foreach ((string path, bool withFirst, bool withSecond) in ((string, bool, bool)[])[(first, true, false), (second, false, true), (direct, true, true)])
        {
            using SafetensorsWriter writer = new(path);
            if (withFirst)
            {
                writer.Add<double>("b", [2, 0], []);
                Add<byte>(writer, "c", [1, 2, 3]);
                Add<double>(writer, "W", [double.NaN, -0.0]);
            }

            if (withSecond)
            {
                writer.Add<float>("a", [2, 2], [1, 2, 3, float.Epsilon]);
                Add<double>(writer, "X", [1]);
            }

            writer.Commit();
        }

        string joined = _directory.File("joined.safetensors");
        using (SafetensorsWriter writer = new(joined))
        {
            foreach (string path in (string[])[second, first])
            {
                using SafetensorsFile part = SafetensorsFile.Open(path);
                foreach (StoredTensor tensor in part.Tensors)
                {
                    writer.Add(tensor);
                }
            }

            writer.Commit();
        }

        Assert.Equal(File.ReadAllBytes(direct), File.ReadAllBytes(joined));
    }

    [Theory]
    [InlineData(true, " holds float32 elements; expected float64")]
    [InlineData(false, " has shape [3]; expected [2]")]
    public void TensorOfAnotherFile_ThatHasChanged_IsNamed(bool type, string message)
    {
        string source = _directory.File("source.safetensors"), joined = _directory.File("joined.safetensors");
        Write([1.0, 2.0]);
        using SafetensorsWriter writer = new(joined);
        using (SafetensorsFile part = SafetensorsFile.Open(source))
        {
            writer.Add(part["W"]);
        }

        if (type)
        {
            Write([1f, 2f]);
        }
        else
        {
            Write([1.0, 2.0, 3.0]);
        }

        Assert.Contains(message, Assert.Throws<BadDataException>(writer.Commit).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(joined));

        void Write<T>(ReadOnlySpan<T> elements)
            where T : unmanaged
        {
            using SafetensorsWriter first = new(source);
            first.Add("W", elements);
            first.Commit();
        }
    }

    [Fact]
    public void BytesDoNotDependOnTheOrderOfAdding()
    {
        string[] names = ["W.step10", "W.step2", "a", "beta", "W.step0"];
        string forward = Write("forward", names);
        string backward = Write("backward", [.. names.Reverse()]);
        Assert.Equal(File.ReadAllBytes(forward), File.ReadAllBytes(backward));

        using SafetensorsFile file = SafetensorsFile.Open(forward);
        Assert.Equal(["beta", "W.step0", "W.step10", "W.step2", "a"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(10f, Read(file["W.step10"])[0]);
        Assert.True(file["beta"].TryGetView(out MatrixView<double> _), "doubles are aligned");
    }

    [Fact]
    public void WritesStridedViewsInRowOrder()
    {
        string path = _directory.File("f");
        using Matrix<float> matrix = new(3, 2);
        for (int i = 0; i < 6; i++)
        {
            matrix.Span[i] = i;
        }

        using (SafetensorsWriter writer = new(path))
        {
            writer.Add("t", matrix.View.Transposed);
            writer.Add("column", matrix.View.Slice(0, 1, 3, 1));
            writer.Add("m", matrix);
            writer.Commit();
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal([0.0, 2, 4, 1, 3, 5], Read(file["t"]));
        Assert.Equal([2L, 3L], file["t"].Shape);
        Assert.Equal([1.0, 3, 5], Read(file["column"]));
        Assert.Equal([0.0, 1, 2, 3, 4, 5], Read(file["m"]));
    }

    [Fact]
    public void KeepsTheEarlierFileUntilCommit()
    {
        string path = _directory.Write("f", [1, 2, 3]);
        using (SafetensorsWriter writer = new(path))
        {
            writer.Add<float>("a", [1f]);
        }

        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void RefusesDoubleNamesAndWrongShapes()
    {
        using SafetensorsWriter writer = new(_directory.File("f"));
        writer.Add<float>("a", [1f]);
        Assert.Throws<ArgumentException>(() => writer.Add<float>("a", [1f]));
        Assert.Throws<ArgumentException>(() => writer.Add<float>("__metadata__", [1f]));
        Assert.Throws<ArgumentException>(() => writer.Add<float>("b", [2, 2], [1f]));
    }

    private string Write(string name, string[] order)
    {
        string path = _directory.File(name);
        using SafetensorsWriter writer = new(path);
        writer.AddMetadata("schema_version", "1");
        foreach (string tensor in order)
        {
            if (tensor == "beta")
            {
                writer.Add<double>(tensor, [1.0, 2]);
            }
            else
            {
                writer.Add<float>(tensor, [tensor.StartsWith('W') ? float.Parse(tensor[6..], System.Globalization.CultureInfo.InvariantCulture) : 1f, 2, 3]);
            }
        }

        writer.Commit();
        return path;
    }

    private static void Add<T>(SafetensorsWriter writer, string name, T[] values)
        where T : unmanaged => writer.Add<T>(name, values);

    private static double[] Read(StoredTensor tensor)
    {
        double[] values = new double[tensor.Count];
        tensor.CopyTo<double>(values);
        return values;
    }
}
