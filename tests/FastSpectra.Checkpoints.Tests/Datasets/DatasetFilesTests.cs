// Invariant: a sound file gives its numbers and labels exactly, plain and compressed; any other is refused with file, place and what was expected, without
// allocating more than its content.
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Checkpoints.Tests;

public sealed class DatasetFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    public void IdxGivesPixelsAndLabels(string suffix)
    {
        (byte[] pixels, byte[] labels) = DataFileWriter.Images(5, 6, 3, 1);
        string x = DataFileWriter.WriteIdx(File("x" + suffix), [5, 2, 3], pixels), y = DataFileWriter.WriteIdx(File("y" + suffix), [5], labels);
        Assert.Equal(6, IdxFile.Dimension(x));
        RequireEqual(IdxFile.Read(x, y), pixels, labels);
    }

    [Fact]
    public void Cifar10GivesTheRecordsOfAllFiles()
    {
        (byte[] pixels, byte[] labels) = DataFileWriter.Images(1500, 3072, 10, 2);
        byte[] records = DataFileWriter.Cifar10(pixels, labels);
        string one = DataFileWriter.Write(File("1.bin"), records[..(1300 * 3073)]), two = DataFileWriter.Write(File("2.bin.gz"), records[(1300 * 3073)..]);
        RequireEqual(Cifar10File.Read([one, two]), pixels, labels);
    }

    [Fact]
    public void CsvGivesEveryColumnButTheLabel()
    {
        (byte[] pixels, byte[] labels) = DataFileWriter.Images(7, 4, 2, 3);
        string path = DataFileWriter.WriteCsv(File("h.csv"), pixels, labels);
        Assert.Equal(4, CsvFile.Dimension(path));
        RequireEqual(CsvFile.Read(path, "label"), pixels, labels);
        RequireEqual(CsvFile.Read(path, "1"), pixels, labels);
        SampleSet noHeader = CsvFile.Read(Text("1.5,-2e3, 7\r\n0,.5,8\n\n"), null);
        Assert.Equal((2, 2), (noHeader.Count, noHeader.Dimension));
        Assert.Equal([7, 8], noHeader.Labels.ToArray());
        double[] row = new double[2];
        noHeader.CopyFeatures<double>(0, row);
        Assert.Equal([1.5, -2000], row);
        Assert.Throws<ArgumentException>(() => noHeader.CopyFeatures<double>(0, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => noHeader.CopyFeatures<double>(2, new double[2]));
    }

    [Theory]
    [InlineData("(5,)")]
    [InlineData("(5, 1)")]
    public void NpyGivesRowsAndLabels(string labelShape)
    {
        (byte[] pixels, byte[] labels) = DataFileWriter.Images(5, 6, 3, 4);
        string x = DataFileWriter.WriteNpy(File("x.npy"), "(5, 6)", pixels), y = DataFileWriter.WriteNpy(File("y.npy"), labelShape, labels);
        Assert.Equal(6, NpySamples.Dimension(x));
        RequireEqual(NpySamples.Read(x, y), pixels, labels);
    }

    [Theory]
    [InlineData("1,2\n3\n", null, "line 2 has 1 columns; expected 2")]
    [InlineData("1,2\n3,4,5\n", null, "line 2 has 3 columns; expected 2")]
    [InlineData("1,2\n3,nan\n", null, "line 2, column 2: 'nan'; expected a finite number")]
    [InlineData("1,2\n3,1e999\n", null, "line 2, column 2: '1e999'")]
    [InlineData("1,2\n3,\n", null, "line 2, column 2: ''")]
    [InlineData("1,nan\n3,4\n", null, "line 1, column 2")]
    [InlineData("a,b\n3,x\n", null, "line 2, column 2: 'x'")]
    [InlineData("1,2\n\n3,4\n", null, "line 2 is empty")]
    [InlineData("a,b\n", null, "has no line of numbers")]
    [InlineData("1\n2\n", null, "has one column")]
    [InlineData("\n", null, "has no column")]
    [InlineData("pixel,label\n1,2\n", "labell", "did you mean 'label'?")]
    [InlineData("1,2\n", "label", "expected a number from 1 to 2")]
    [InlineData("1,2\n", "3", "expected a number from 1 to 2")]
    public void BadCsvIsRefusedByLineAndColumn(string text, string? label, string expected)
    {
        BadDataException exception = Assert.Throws<BadDataException>(() => CsvFile.Read(Text(text), label));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains("a.csv", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CsvThatIsNoTextIsRefused() =>
        Assert.Contains("line 1 is not UTF-8", Assert.Throws<BadDataException>(() => CsvFile.Read(DataFileWriter.Write(File("b.csv"), [0xff, 0xfe, 0, 0, 10]), null)).Message, StringComparison.Ordinal);

    [Fact]
    public void BadIdxIsRefusedByOffset()
    {
        byte[] images = DataFileWriter.Idx([4, 3], new byte[12]), labels = DataFileWriter.Idx([4], new byte[4]);
        Refused([.. images, 0], labels, "goes on after byte 24; expected its end");
        Refused(images[..^1], labels, "ends at byte 23; expected 12 bytes of images from byte 12");
        Refused(images, [.. labels, 0], "goes on after byte 12");
        Refused(images, labels[..^1], "ends at byte 11; expected 4 bytes of labels");
        Refused(images[..6], labels, "ends at byte 6");
        Refused(Changed(images, 0, 1), labels, "begins with bytes 01000802");
        Refused(Changed(images, 2, 0x0d), labels, "element type 0x0d at byte 2");
        Refused(Changed(images, 3, 9), labels, "begins with");
        Refused(labels, labels, "expected images [N, rows, columns]");
        Refused(images, images, "expected labels [4]");
        Refused(images, Changed(labels, 7, 5), "has 5 labels; expected 4");
        Refused(Changed(images, 7, 0), labels, "at least one image");

        // A header that lies by gigabytes costs no more than what is there.
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(Changed(images, 8, 0x10), labels, "ends at byte 24");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 << 20);
        Refused(Changed(Changed(images, 8, 0x7f), 4, 0x7f), Changed(labels, 4, 0x7f), "expected");

        void Refused(byte[] imageBytes, byte[] labelBytes, string expected)
        {
            string left = DataFileWriter.Write(File("bad-x"), imageBytes), right = DataFileWriter.Write(File("bad-y"), labelBytes);
            BadDataException exception = Assert.Throws<BadDataException>(() => IdxFile.Read(left, right));
            Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
            Assert.Contains("bad-", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void BadCompressionAndMissingFilesAreRefused()
    {
        string x = DataFileWriter.WriteIdx(File("x.gz"), [400, 30], DataFileWriter.Images(400, 30, 3, 5).Pixels), y = DataFileWriter.WriteIdx(File("y"), [400], new byte[400]);
        byte[] bytes = System.IO.File.ReadAllBytes(x);
        DataFileWriter.Write(File("cut"), bytes[..(bytes.Length / 2)]);
        DataFileWriter.Write(File("junk"), [.. bytes[..(bytes.Length / 2)], .. Enumerable.Repeat((byte)0xee, bytes.Length)]);
        System.IO.File.WriteAllBytes(File("empty"), []);
        foreach (string name in (string[])["cut", "junk", "missing", "empty", ""])
        {
            Assert.Contains(File(name), Assert.Throws<BadDataException>(() => IdxFile.Read(File(name), y)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void BadCifar10AndNpyAreRefused()
    {
        byte[] record = [3, .. new byte[3072]];
        Assert.Contains("ends at byte 3173, within record 1", Message([.. record, .. record[..100]]), StringComparison.Ordinal);
        Assert.Contains("has class 10 at byte 3073 (record 1); expected 0 to 9", Message([.. record, 10, .. record[1..]]), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Cifar10File.Read([]));
        string x = DataFileWriter.WriteNpy(File("x.npy"), "(5, 6)", new byte[30]), y = DataFileWriter.WriteNpy(File("y.npy"), "(4,)", new byte[4]);
        Assert.Contains("expected [5] or [5, 1]", Assert.Throws<BadDataException>(() => NpySamples.Read(x, y)).Message, StringComparison.Ordinal);
        Assert.Throws<BadDataException>(() => NpySamples.Dimension(DataFileWriter.WriteNpy(File("z.npy"), "(2, 2, 2)", new byte[8])));

        string Message(byte[] bytes) => Assert.Throws<BadDataException>(() => Cifar10File.Read([DataFileWriter.Write(File("c.bin"), bytes)])).Message;
    }

    private static byte[] Changed(byte[] bytes, int at, byte value)
    {
        byte[] copy = [.. bytes];
        copy[at] = value;
        return copy;
    }

    private static void RequireEqual(SampleSet set, byte[] pixels, byte[] labels)
    {
        Assert.Equal(labels.Length, set.Count);
        Assert.Equal(pixels.Length / labels.Length, set.Dimension);
        Assert.Equal(labels.Select(label => (double)label), set.Labels.ToArray());
        float[] row = new float[set.Dimension];
        for (int i = 0; i < set.Count; i++)
        {
            set.CopyFeatures<float>(i, row);
            Assert.True(row.AsSpan().SequenceEqual(Array.ConvertAll(pixels[(i * row.Length)..((i + 1) * row.Length)], value => (float)value)));
        }
    }

    private string Text(string text)
    {
        System.IO.File.WriteAllText(File("a.csv"), text);
        return File("a.csv");
    }

    private string File(string name) => _directory.File(name);
}
