// Samples: permutation number 0 of the stream "samples" over the training file; the first n train, the next n probe, the next n_test test where there is
// no test file, else the first n_test of permutation 0 of "test_samples" over that. Features: x' = (x - mean) / sd and numeric labels y' = (y - mean) / sd, all four
// from the n training samples, in double and rounded once; a class against the rest is +1 or -1. Then noise as on a teacher's labels (streams of MultiIndexTeacher).
using System.Numerics;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>Draws the three datasets of a run from files: disjoint, seeded, standardised by what the training samples say.</summary>
internal static class DataSelection
{
    /// <summary>Train, probe and test set.</summary>
    /// <exception cref="ConfigurationException">The files have fewer samples than the configuration asks for, or another dimension.</exception>
    /// <exception cref="BadDataException">No sample has the positive class, or labels or features do not vary or are out of the range of T.</exception>
    public static (Dataset<T> Train, Dataset<T> Probe, Dataset<T> Test) Draw<T>(ExperimentConfiguration configuration, InputDraw draw, SampleSet file, SampleSet? testFile)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ExperimentConfiguration c = configuration;
        RequireSamples(c, file, testFile);
        if (c.DataPositiveClass is { } positive && !file.Labels.Contains(positive))
        {
            throw new BadDataException(file.File, null, $"has no sample labelled {positive}; expected a class of the file for 'data_positive_class'");
        }

        int[] order = new RandomStream(c.Seed, InputDraw.Stream("samples", draw.Data)).Permutation(file.Count, 0);
        int[] testOrder = testFile is null ? order[(2 * c.N)..] : new RandomStream(c.Seed, InputDraw.Stream("test_samples", draw.Data)).Permutation(testFile.Count, 0);
        Scaling scaling = new(c, file, order.AsSpan(0, c.N));
        return (Dataset("train", file, order.AsSpan(0, c.N)), Dataset("probe", file, order.AsSpan(c.N, c.N)), Dataset("test", testFile ?? file, testOrder.AsSpan(0, c.NTest)));

        Dataset<T> Dataset(string name, SampleSet samples, ReadOnlySpan<int> selected) =>
            scaling.Apply<T>(samples, selected, new RandomStream(c.Seed, InputDraw.Stream(name, draw.Data) + ".noise"), c.LabelNoiseStd);
    }

    private static void RequireSamples(ExperimentConfiguration c, SampleSet file, SampleSet? testFile)
    {
        if (file.Dimension != c.D)
        {
            throw new ConfigurationException($"key 'd' is {c.D}; expected {file.Dimension}, the numbers per sample of {file.File}") { Key = "d" };
        }

        long needed = (2L * c.N) + (testFile is null ? c.NTest : 0);
        if (needed > file.Count)
        {
            string sets = testFile is null ? $"train, probe and test set need 2 x {c.N} + {c.NTest}" : $"train and probe set need 2 x {c.N}";
            throw new ConfigurationException($"key 'n' is {c.N}; expected less, as {file.File} has {file.Count} samples and {sets}") { Key = "n" };
        }

        if (testFile is not null && c.NTest > testFile.Count)
        {
            throw new ConfigurationException($"key 'n_test' is {c.NTest}; expected at most {testFile.Count}, the samples of {testFile.File}") { Key = "n_test" };
        }
    }

    private sealed class Scaling
    {
        private readonly double[] _means;
        private readonly double[] _factors;
        private readonly double _labelMean;
        private readonly double _labelFactor = 1;
        private readonly int? _positive;

        public Scaling(ExperimentConfiguration c, SampleSet file, ReadOnlySpan<int> selected)
        {
            _positive = c.DataPositiveClass;
            (_means, _factors) = c.DataStandardize switch
            {
                DataStandardisation.Feature => ByFeature(file, selected),
                DataStandardisation.Global => Together(Moments(file, selected), file),
                _ => (new double[file.Dimension], Enumerable.Repeat(1.0, file.Dimension).ToArray()),
            };
            if (_positive is null)
            {
                double mean = 0, square = 0;
                foreach (int sample in selected)
                {
                    mean += file.Labels[sample];
                }

                mean /= selected.Length;
                foreach (int sample in selected)
                {
                    double difference = file.Labels[sample] - mean;
                    square += difference * difference;
                }

                _labelMean = mean;
                _labelFactor = square > 0 ? 1 / Math.Sqrt(square / selected.Length)
                    : throw new BadDataException(file.File, null, $"the {selected.Length} training samples all have label {file.Labels[selected[0]]}; expected labels that differ");
            }
        }

        public Dataset<T> Apply<T>(SampleSet file, ReadOnlySpan<int> selected, RandomStream errors, double noise)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Matrix<T> x = new(selected.Length, file.Dimension), y = new(selected.Length, 1);
            double[] sample = new double[file.Dimension], normals = new double[noise > 0 ? selected.Length : 0];
            errors.Normals<double>(normals);
            for (int i = 0; i < selected.Length; i++)
            {
                file.CopyFeatures<double>(selected[i], sample);
                Span<T> row = x.Row(i);
                for (int j = 0; j < row.Length; j++)
                {
                    row[j] = Finite<T>((sample[j] - _means[j]) * _factors[j], file, selected[i]);
                }

                double label = file.Labels[selected[i]];
                label = _positive is { } positive ? label == positive ? 1 : -1 : (label - _labelMean) * _labelFactor;
                y[i, 0] = Finite<T>(noise > 0 ? Fused.MultiplyAdd(noise, normals[i], label) : label, file, selected[i]);
            }

            return new Dataset<T>(x, y);
        }

        private static T Finite<T>(double value, SampleSet file, int sample)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T result = T.CreateTruncating(value);
            return T.IsFinite(result) ? result
                : throw new BadDataException(file.File, null, $"sample {sample} (from 0) holds a number that is beyond the range of {typeof(T).Name} once standardised; expected numbers of a common scale");
        }

        // Means and variances in two passes over the samples in their order: feature by feature, so that both ways of scaling share them.
        private static (double[] Means, double[] Variances) Moments(SampleSet file, ReadOnlySpan<int> selected)
        {
            double[] means = new double[file.Dimension], variances = new double[file.Dimension], sample = new double[file.Dimension];
            foreach (int index in selected)
            {
                file.CopyFeatures<double>(index, sample);
                for (int j = 0; j < sample.Length; j++)
                {
                    means[j] += sample[j];
                }
            }

            for (int j = 0; j < means.Length; j++)
            {
                means[j] /= selected.Length;
            }

            foreach (int index in selected)
            {
                file.CopyFeatures<double>(index, sample);
                for (int j = 0; j < sample.Length; j++)
                {
                    double difference = sample[j] - means[j];
                    variances[j] = Fused.MultiplyAdd(difference, difference, variances[j]);
                }
            }

            for (int j = 0; j < variances.Length; j++)
            {
                variances[j] /= selected.Length;
            }

            return (means, variances);
        }

        private static double Sum(double[] values)
        {
            double sum = 0;
            foreach (double value in values)
            {
                sum += value;
            }

            return sum;
        }

        private static (double[] Means, double[] Factors) ByFeature(SampleSet file, ReadOnlySpan<int> selected)
        {
            (double[] means, double[] variances) = Moments(file, selected);
            return (means, [.. variances.Select(variance => variance > 0 ? 1 / Math.Sqrt(variance) : 0)]);
        }

        // The variance of all is the mean of the variances and the variance of the means.
        private static (double[] Means, double[] Factors) Together((double[] Means, double[] Variances) moments, SampleSet file)
        {
            double mean = Sum(moments.Means) / file.Dimension;
            double variance = Sum([.. moments.Variances.Select((value, j) => value + ((moments.Means[j] - mean) * (moments.Means[j] - mean)))]) / file.Dimension;
            return variance > 0
                ? (Enumerable.Repeat(mean, file.Dimension).ToArray(), Enumerable.Repeat(1 / Math.Sqrt(variance), file.Dimension).ToArray())
                : throw new BadDataException(file.File, null, "the training samples are all the same number; expected features that differ, or data_standardize: none");
        }
    }
}
