// Invariant: train, probe and test are disjoint seeded draws of the file; training features have mean 0 and variance 1 in the way asked for, the other sets
// are scaled by the same numbers; labels are +-1 or standardised.
using FastSpectra.Checkpoints;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Experiments.Tests;

public sealed class DataSelectionTests : IDisposable
{
    private const int D = 3;

    private static readonly ExperimentConfiguration s_configuration = new() { N = 20, NTest = 10, D = D, LabelNoiseStd = 0, DataFormat = DataFormat.Csv, DataTrain = "a.csv", Dtype = NumberType.Float64 };

    private readonly string _directory = Directory.CreateTempSubdirectory("fastspectra-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void SetsAreDisjointAndSeeded()
    {
        SampleSet file = Numbered(60);
        HashSet<double> seen = [];
        List<double> all = [];
        foreach (Dataset<double> set in Sets(s_configuration with { DataStandardize = DataStandardisation.None }, file))
        {
            for (int i = 0; i < set.Count; i++)
            {
                Assert.True(seen.Add(set.X[i, 0]));
                all.Add(set.X[i, 0]);
            }
        }

        Assert.Equal(50, seen.Count);
        Assert.Equal(all, First(s_configuration with { DataStandardize = DataStandardisation.None }, file));
        Assert.NotEqual(all, First(s_configuration with { DataStandardize = DataStandardisation.None, Seed = 1 }, file));

        // A test file of its own leaves the other draws as they are.
        (Dataset<double> train, _, Dataset<double> test) = DataSelection.Draw<double>(s_configuration with { DataStandardize = DataStandardisation.None }, InputDraw.First, file, Numbered(10));
        Assert.Equal(all[..20], Enumerable.Range(0, 20).Select(i => train.X[i, 0]));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (double)i), Enumerable.Range(0, 10).Select(i => test.X[i, 0]).Order());
    }

    [Theory]
    [InlineData(DataStandardisation.Global)]
    [InlineData(DataStandardisation.Feature)]
    public void TrainingFeaturesHaveMeanZeroAndVarianceOne(DataStandardisation way)
    {
        Dataset<double>[] sets = Sets(s_configuration with { DataStandardize = way }, Numbered(60));
        double[] values = [.. sets[0].X.Span];
        IEnumerable<double[]> groups = way == DataStandardisation.Global ? [values] : Enumerable.Range(0, 2).Select(j => values.Where((_, index) => index % D == j).ToArray());
        foreach (double[] group in groups)
        {
            double mean = group.Average();
            Assert.True(Math.Abs(mean) <= 1e-14);
            Assert.True(Math.Abs(group.Average(value => (value - mean) * (value - mean)) - 1) <= 1e-13);
        }

        // The third feature is constant: it stays so, at 0 where each feature is scaled by itself.
        double constant = sets[1].X[0, 2];
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(constant, sets[1].X[i, 2]));
        Assert.Equal(way == DataStandardisation.Feature, constant == 0);
        double[] labels = [.. sets[0].Y.Span];
        Assert.True(Math.Abs(labels.Average()) <= 1e-14 && Math.Abs(labels.Average(y => y * y) - 1) <= 1e-13);
    }

    [Fact]
    public void AClassAgainstTheRestIsPlusAndMinusOne()
    {
        ExperimentConfiguration c = s_configuration with { DataPositiveClass = 4, DataStandardize = DataStandardisation.None };
        foreach (Dataset<double> set in Sets(c, Numbered(60)))
        {
            for (int i = 0; i < set.Count; i++)
            {
                Assert.Equal(set.X[i, 0] % 5 == 4 ? 1 : -1, set.Y[i, 0]);
            }
        }

        double[] noisy = [.. Sets(c with { LabelNoiseStd = 0.5 }, Numbered(60))[0].Y.Span];
        Assert.All(noisy, y => Assert.NotEqual(1, Math.Abs(y)));
        Assert.Throws<BadDataException>(() => Sets(c with { DataPositiveClass = 9 }, Numbered(60)));
    }

    [Fact]
    public void TooFewSamplesAndOtherDimensionsAreErrorsOfTheConfiguration()
    {
        Assert.Equal("n", Assert.Throws<ConfigurationException>(() => Sets(s_configuration, Numbered(49))).Key);
        Assert.Equal("d", Assert.Throws<ConfigurationException>(() => Sets(s_configuration with { D = 4 }, Numbered(60))).Key);
        Assert.Equal("n_test", Assert.Throws<ConfigurationException>(() => DataSelection.Draw<double>(s_configuration, InputDraw.First, Numbered(60), Numbered(9))).Key);
    }

    [Fact]
    public void ConstantLabelsOrFeaturesAreBadData()
    {
        Assert.Contains("all have label 1", Assert.Throws<BadDataException>(() => Sets(s_configuration, Csv(60, i => $"{i},2,3,1"))).Message, StringComparison.Ordinal);
        Assert.Contains("all the same number", Assert.Throws<BadDataException>(() => Sets(s_configuration, Csv(60, i => $"2,2,2,{i}"))).Message, StringComparison.Ordinal);
        Assert.Contains("beyond the range", Assert.Throws<BadDataException>(() => DataSelection.Draw<float>(
            s_configuration with { DataStandardize = DataStandardisation.None }, InputDraw.First, Csv(60, i => $"1e300,2,3,{i}"), null)).Message, StringComparison.Ordinal);
    }

    // Sample i is (i, 2i + 1, 7) with label i mod 5.
    private SampleSet Numbered(int count) => Csv(count, i => $"{i},{(2 * i) + 1},7,{i % 5}");

    private SampleSet Csv(int count, Func<int, string> line)
    {
        string path = Path.Combine(_directory, "a.csv");
        File.WriteAllLines(path, Enumerable.Range(0, count).Select(line));
        return CsvFile.Read(path, null);
    }

    private static Dataset<double>[] Sets(ExperimentConfiguration configuration, SampleSet file)
    {
        (Dataset<double> train, Dataset<double> probe, Dataset<double> test) = DataSelection.Draw<double>(configuration, InputDraw.First, file, null);
        return [train, probe, test];
    }

    private static List<double> First(ExperimentConfiguration configuration, SampleSet file) =>
        [.. Sets(configuration, file).SelectMany(set => Enumerable.Range(0, set.Count).Select(i => set.X[i, 0]))];
}
