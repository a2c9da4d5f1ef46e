// Invariant: a file is accepted only if its tensors tile its data exactly; anything else is a BadDataException that names the file
// (and tensor), never another exception, a hang, or memory beyond the file's size.
using System.Text;
using Xunit;

namespace FastSpectra.Checkpoints.Tests;

public sealed class SafetensorsFileTests : IDisposable
{
    private const string TwoTensors =
        """{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"a":{"dtype":"F64","shape":[2],"data_offsets":[24,40]}}""";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void ReadsTensorsInTheOrderOfTheirData()
    {
        byte[] data = new byte[40];
        for (int i = 0; i < 6; i++)
        {
            BitConverter.TryWriteBytes(data.AsSpan(4 * i), (float)i);
        }

        BitConverter.TryWriteBytes(data.AsSpan(32), 0.5);
        using SafetensorsFile file = SafetensorsFile.Open(_directory.Write("f", SafetensorsBytes.Of(TwoTensors, data)));
        Assert.Equal(["b", "a"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal([2L, 3L], file["b"].Shape);
        using LinearAlgebra.Matrix<float> b = file["b"].ToMatrix<float>();
        Assert.Equal([0f, 1, 2, 3, 4, 5], b.Span.ToArray());
        double[] a = new double[2];
        file["a"].CopyTo<double>(a);
        Assert.Equal([0, 0.5], a);
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData("{}   ", 0)]
    [InlineData("""{"e":{"dtype":"F32","shape":[0,7],"data_offsets":[0,0]}}""", 0)]
    [InlineData("""{"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"e":{"dtype":"F32","shape":[0],"data_offsets":[4,4]},"s":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    public void AcceptsWhatTheFormatAllows(string header, int bytes)
    {
        using SafetensorsFile file = SafetensorsFile.Open(_directory.Write("f", SafetensorsBytes.Of(header, bytes)));
        Assert.All(file.Tensors, tensor => Assert.Null(tensor.FirstNonFinite()));
    }

    public static TheoryData<string, int, string> Malformed => new()
    {
        { "", 0, "not valid JSON" },
        { "[]", 0, "expected a JSON object" },
        { "null", 0, "expected a JSON object" },
        { "{", 0, "not valid JSON" },
        { "{}{}", 0, "not valid JSON" },
        { "{} x", 0, "not valid JSON" },
        { """{"a":1}""", 0, "tensor 'a'" },
        { """{"a":{}}""", 0, "has no dtype" },
        { """{"a":{"dtype":"F32","shape":[1]}}""", 4, "has no data_offsets" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", 4, "has 'x'" },
        { """{"a":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,4]}}""", 4, "once each" },
        { """{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", 4, "F33" },
        { """{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", 4, "dtype" },
        { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "shape" },
        { """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "shape" },
        { """{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "shape" },
        { """{"a":{"dtype":"F32","shape":[1e99],"data_offsets":[0,4]}}""", 4, "shape" },
        { """{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", 4, "shape" },
        { """{"a":{"dtype":"F32","shape":{"x":1},"data_offsets":[0,4]}}""", 4, "shape" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 4, "data_offsets" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "data_offsets" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "data_offsets" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}""", 4, "data_offsets" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "expected 8 bytes" },
        { """{"a":{"dtype":"F32","shape":[4611686018427387905,4],"data_offsets":[0,4]}}""", 4, "more bytes than can be counted" },
        { """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "more bytes than can be counted" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "expected 4" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "a gap" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "overlap" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "twice" },
        { """{"__metadata__":{"a":"b","a":"c"}}""", 0, "twice" },
        { """{"__metadata__":{"a":1}}""", 0, "a text" },
        { """{"__metadata__":[]}""", 0, "object of texts" },
        { """{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "UTF-8" },
        { """{"a":[[[[[[[[[[1]]]]]]]]]]}""", 0, "tensor 'a'" },
        { """{/* */}""", 0, "not valid JSON" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void RefusesMalformedHeadersAndSaysWhy(string header, int bytes, string problem)
    {
        string path = _directory.Write("bad.safetensors", SafetensorsBytes.Of(header, bytes));
        BadDataException exception = Assert.Throws<BadDataException>(() => SafetensorsFile.Open(path));
        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void RefusesFilesShorterThanTheHeaderLength(int bytes) =>
        Assert.Throws<BadDataException>(() => SafetensorsFile.Open(_directory.Write("short", new byte[bytes])));

    [Theory]
    [InlineData(3UL)]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData((ulong)long.MaxValue)]
    public void RefusesHeaderLengthsBeyondTheFile(ulong length)
    {
        string path = _directory.Write("lying", SafetensorsBytes.Of(length, "{}"u8.ToArray(), []));
        BadDataException exception = Assert.Throws<BadDataException>(() => SafetensorsFile.Open(path));
        Assert.Contains($"{length} bytes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesInvalidUtf8InNames()
    {
        byte[] header = Encoding.UTF8.GetBytes("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""");
        header[2] = 0xFF;
        Assert.Throws<BadDataException>(() => SafetensorsFile.Open(_directory.Write("f", SafetensorsBytes.Of((ulong)header.Length, header, new byte[4]))));
    }

    [Fact]
    public void RefusesDirectoriesAndMissingFiles()
    {
        Assert.Contains("not found", Assert.Throws<BadDataException>(() => SafetensorsFile.Open(_directory.File("none"))).Message, StringComparison.Ordinal);
        Assert.Contains("directory", Assert.Throws<BadDataException>(() => SafetensorsFile.Open(_directory.File("."))).Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Throws<BadDataException>(() => SafetensorsFile.Open("/dev/zero"));
        }
    }

    [Fact]
    public void NamesTheNearestTensorWhereOneIsMissing()
    {
        using SafetensorsFile file = SafetensorsFile.Open(_directory.Write("f",
            SafetensorsBytes.Of("""{"X_train":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"beta":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)));
        BadDataException exception = Assert.Throws<BadDataException>(() => file["x_tarin"]);
        Assert.Equal("x_tarin", exception.Tensor);
        Assert.Contains("'X_train'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomMutationsNeverCrashNorAllocateBeyondTheFile()
    {
        byte[] sound = SafetensorsBytes.Of(TwoTensors, 40);
        Random random = new(20240604);
        int accepted = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            byte[] bytes = Mutate(sound, random);
            string path = _directory.Write("fuzz", bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using SafetensorsFile file = SafetensorsFile.Open(path);
                foreach (StoredTensor tensor in file.Tensors)
                {
                    Assert.True(tensor.Count <= bytes.Length);
                    _ = tensor.FirstNonFinite();
                    if (tensor.Shape.Count is 1 or 2 && tensor.Type != ElementType.Complex64 && tensor.Shape.All(size => size <= int.MaxValue))
                    {
                        tensor.ToMatrix<double>().Dispose();
                    }
                }

                accepted++;
            }
            catch (BadDataException)
            {
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 100_000, $"trial {trial} allocated {allocated} bytes for a file of {bytes.Length}");
        }

        // Mutations of data alone must pass: a reader that refuses everything would satisfy the rest of this test.
        Assert.InRange(accepted, 100, 2900);
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        byte[] bytes = (byte[])sound.Clone();
        for (int edits = random.Next(1, 4); edits > 0 && bytes.Length > 0; edits--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes = bytes[..at]; break;
                case 3: bytes = [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]]; break;
                default: bytes[at] = (byte)"0123456789[]{},:\"eE-+"[random.Next(21)]; break;
            }
        }

        return bytes;
    }
}
