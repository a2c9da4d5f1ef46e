// Invariant: an array is read as NumPy reads it, whatever its version, byte order and memory order; a header that is not exactly of the
// known form, or data of another length, is a BadDataException that names the file.
using System.Buffers.Binary;
using System.Text;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Checkpoints.Tests;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("<f8", 1, false)]
    [InlineData(">f8", 1, true)]
    [InlineData("<f4", 2, true)]
    [InlineData(">f4", 3, false)]
    [InlineData("<f2", 1, true)]
    [InlineData(">f2", 2, false)]
    [InlineData("<i8", 1, true)]
    [InlineData(">i4", 1, true)]
    [InlineData("<i2", 1, false)]
    [InlineData("|i1", 1, false)]
    [InlineData(">u8", 1, false)]
    [InlineData("<u4", 1, false)]
    [InlineData(">u2", 1, false)]
    [InlineData("|u1", 1, true)]
    [InlineData("=f4", 1, false)]
    public void ReadsEveryTypeOrderAndVersion(string descr, int version, bool fortran)
    {
        const int rows = 37;
        const int columns = 70;
        MemoryStream data = new();
        for (int k = 0; k < rows * columns; k++)
        {
            int value = fortran ? Value(k % rows, k / rows) : Value(k / columns, k % columns);
            data.Write(Encode(value, descr));
        }

        string header = $"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': ({rows}, {columns}), }}";
        using NpyFile file = NpyFile.Open(_directory.Write("a.npy", Bytes(header, data.ToArray(), version)));
        using Matrix<double> matrix = file.Array.ToMatrix<double>();
        using Matrix<float> single = file.Array.ToMatrix<float>();
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                Assert.Equal(Value(i, j), matrix[i, j]);
                Assert.Equal(Value(i, j), single[i, j]);
            }
        }

        if (file.Array.TryGetView(out MatrixView<double> view))
        {
            Assert.Equal("<f8", descr);
            Assert.Equal(Value(3, 5), view[3, 5]);
        }
    }

    [Fact]
    public void ViewsAlignedDataInPlaceInBothOrders()
    {
        // NumPy pads headers so that data begins on a multiple of 64.
        string header = "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }".PadRight(117) + "\n";
        byte[] data = [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((double)i))];
        using NpyFile file = NpyFile.Open(_directory.Write("a.npy", Bytes(header, data, 1)));
        Assert.True(file.Array.TryGetView(out MatrixView<double> view));
        Assert.Equal(2, view[0, 1]);
        Assert.Equal(1, view[1, 0]);
        Assert.False(file.Array.TryGetView(out MatrixView<float> _));
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 5), }", 0, "[0, 5]")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", 4, "[]")]
    [InlineData("{'shape': (3,), 'fortran_order': True, 'descr': \"<f4\"}\n", 12, "[3]")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1L, 3L)}", 12, "[1, 3]")]
    public void AcceptsTheFormsNumPyWrites(string header, int bytes, string shape)
    {
        using NpyFile file = NpyFile.Open(_directory.Write("a.npy", Bytes(header, new byte[bytes], 1)));
        Assert.Equal(shape, file.Array.ShapeText);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("{}", 0)]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", 0)]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", 4)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1)}", 4)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': [1]}", 4)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", 4)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 4)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 5)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", 4)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4294967296)}", 4)]
    [InlineData("{'descr': '<f3', 'fortran_order': False, 'shape': (1,)}", 4)]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", 4)]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (1,)}", 4)]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", 4)]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 4)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}", 4)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} + __import__('os')", 4)]
    [InlineData("{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (1,)}", 4)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)", 4)]
    public void RefusesEverythingElse(string header, int bytes)
    {
        string path = _directory.Write("bad.npy", Bytes(header, new byte[bytes], 1));
        BadDataException exception = Assert.Throws<BadDataException>(() => NpyFile.Open(path));
        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesWrongSignatureVersionAndLength()
    {
        byte[] sound = Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", new byte[4], 1);
        foreach ((int at, byte value) in ((int, byte)[])[(0, 0x92), (1, (byte)'n'), (6, 0), (6, 4), (7, 1), (8, 255), (9, 255)])
        {
            byte[] bytes = (byte[])sound.Clone();
            bytes[at] = value;
            Assert.Throws<BadDataException>(() => NpyFile.Open(_directory.Write("bad.npy", bytes)));
        }

        for (int length = 0; length < sound.Length; length++)
        {
            Assert.Throws<BadDataException>(() => NpyFile.Open(_directory.Write("cut.npy", sound[..length])));
        }
    }

    [Fact]
    public void RandomMutationsNeverCrash()
    {
        byte[] sound = Bytes("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", new byte[24], 1);
        Random random = new(7);
        int accepted = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            byte[] bytes = (byte[])sound.Clone();
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                using NpyFile file = NpyFile.Open(_directory.Write("fuzz.npy", bytes));
                Assert.True(file.Array.Count <= bytes.Length);
                _ = file.Array.FirstNonFinite();
                accepted++;
            }
            catch (BadDataException)
            {
            }
        }

        Assert.InRange(accepted, 30, 2900);
    }

    [Fact]
    public void FindsTheFirstNonFiniteElementInBothOrders()
    {
        foreach (bool fortran in (bool[])[false, true])
        {
            byte[] data = new byte[4 * 12];
            BitConverter.TryWriteBytes(data.AsSpan(4 * 7), float.NegativeInfinity);
            string header = $"{{'descr': '<f4', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': (3, 4), }}";
            using NpyFile file = NpyFile.Open(_directory.Write("a.npy", Bytes(header, data, 1)));
            Assert.Equal(fortran ? [1L, 2L] : [1L, 3L], file.Array.FirstNonFinite()!);
            BadDataException exception = Assert.Throws<BadDataException>(file.Array.RequireFinite);
            Assert.Contains(fortran ? "[1, 2]" : "[1, 3]", exception.Message, StringComparison.Ordinal);
        }
    }

    private static int Value(int i, int j) => ((3 * i) + j) % 101;

    private static byte[] Encode(int value, string descr)
    {
        byte[] bytes = descr[1..] switch
        {
            "f8" => BitConverter.GetBytes((double)value),
            "f4" => BitConverter.GetBytes((float)value),
            "f2" => BitConverter.GetBytes((Half)value),
            "i8" or "u8" => BitConverter.GetBytes((long)value),
            "i4" or "u4" => BitConverter.GetBytes(value),
            "i2" or "u2" => BitConverter.GetBytes((short)value),
            _ => [(byte)value],
        };
        return descr[0] == '>' ? [.. bytes.Reverse()] : bytes;
    }

    private static byte[] Bytes(string header, byte[] data, int version)
    {
        byte[] text = Encoding.ASCII.GetBytes(header);
        byte[] length = version == 1 ? new byte[2] : new byte[4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        }

        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }
}
