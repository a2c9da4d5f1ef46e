using System.Numerics;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// Everything random of a run: three datasets, the teacher and the initial student. Runs never change it, so that one object can serve
/// all runs of a sweep that share data, teacher and initial student.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ExperimentInputs<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes ownership of its parts.</summary>
    /// <exception cref="ArgumentException">The parts do not have the same dimension.</exception>
    public ExperimentInputs(Dataset<T> train, Dataset<T> probe, Dataset<T> test, MultiIndexTeacher<T> teacher, Student<T> student)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(student);
        int d = student.Dimension;
        if (train.Dimension != d || probe.Dimension != d || test.Dimension != d || teacher.Beta.Rows != d)
        {
            throw new ArgumentException(
                $"dimensions differ: train {train.Dimension}, probe {probe.Dimension}, test {test.Dimension}, teacher {teacher.Beta.Rows}, student {d}");
        }

        Train = train;
        Probe = probe;
        Test = test;
        Teacher = teacher;
        Student = student;
    }

    /// <summary>Samples that W is trained on.</summary>
    public Dataset<T> Train { get; }

    /// <summary>Fresh samples for the ridge read-out and the alignment of features.</summary>
    public Dataset<T> Probe { get; }

    /// <summary>Samples for the test loss.</summary>
    public Dataset<T> Test { get; }

    /// <summary>The teacher that labelled them.</summary>
    public MultiIndexTeacher<T> Teacher { get; }

    /// <summary>The student before training.</summary>
    public Student<T> Student { get; }

    /// <summary>Draws everything for a configuration. What is drawn depends on its seed, the sizes, the noise and <paramref name="draw"/> alone.</summary>
    public static ExperimentInputs<T> Draw(ExperimentConfiguration configuration, InputDraw draw, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(draw);
        ulong seed = configuration.Seed;
        MultiIndexTeacher<T> teacher = MultiIndexTeacher<T>.Draw(
            configuration.D, seed, InputDraw.Stream("beta", draw.Teacher), configuration.Teacher, configuration.TeacherNormTerm,
            configuration.TeacherDirections);
        Dataset<T> train = DrawDataset("train", configuration.N);
        Dataset<T> probe = DrawDataset("probe", configuration.N);
        Dataset<T> test = DrawDataset("test", configuration.NTest);
        Student<T> student = Student<T>.Draw(configuration.StudentSizes, seed, InputDraw.Suffix(draw.Student), Activation<T>.Of(configuration.Activation), team);
        return new ExperimentInputs<T>(train, probe, test, teacher, student);

        Dataset<T> DrawDataset(string name, int count) =>
            teacher.DrawDataset(count, configuration.LabelNoiseStd, seed, InputDraw.Stream(name, draw.Data), team);
    }

    /// <summary>
    /// Any samples: the student is drawn as in <see cref="Draw"/>, and the direction that alignments are measured against is that of the training
    /// samples, beta = X^T y / |X^T y|. Takes ownership of the datasets.
    /// </summary>
    /// <exception cref="ArgumentException">Their dimensions differ from the configuration's, or X^T y is zero.</exception>
    public static ExperimentInputs<T> Of(ExperimentConfiguration configuration, InputDraw draw, Dataset<T> train, Dataset<T> probe, Dataset<T> test, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(draw);
        ArgumentNullException.ThrowIfNull(train);
        Student<T> student = Student<T>.Draw(configuration.StudentSizes, configuration.Seed, InputDraw.Suffix(draw.Student), Activation<T>.Of(configuration.Activation), team);
        return new ExperimentInputs<T>(train, probe, test, new MultiIndexTeacher<T>(train.LabelDirection()), student);
    }

    /// <summary>Draws everything for a configuration: data from its files where it names some, otherwise from the teacher.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="draw">Which of the seed's draws.</param>
    /// <param name="directory">What paths of data files are relative to; null for the current directory.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="BadDataException">A data file cannot be used.</exception>
    /// <exception cref="ConfigurationException">The files have fewer samples than the configuration asks for, or another dimension.</exception>
    internal static ExperimentInputs<T> DrawOrRead(ExperimentConfiguration configuration, InputDraw draw, string? directory, ThreadTeam team)
    {
        if (DataFiles.Of(configuration, directory) is not { } files)
        {
            return Draw(configuration, draw, team);
        }

        (SampleSet train, SampleSet? test) = files.Read();
        (Dataset<T> trainSet, Dataset<T> probe, Dataset<T> testSet) = DataSelection.Draw<T>(configuration, draw, train, test);
        try
        {
            return Of(configuration, draw, trainSet, probe, testSet, team);
        }
        catch (ArgumentException exception)
        {
            throw new BadDataException(train.File, $"cannot be trained on: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Reads <c>X_train [n,d]</c>, <c>y_train [n,1]</c>, <c>X_probe</c>, <c>y_probe</c>, <c>X_test [n_test,d]</c>, <c>y_test</c>, <c>beta [d,K]</c>, K the configuration's directions,
    /// <c>W0 [h,d]</c>, <c>a [1,h]</c> and, for students of more than two layers, <c>W0_2 [h,h]</c>, <c>W0_3 [h,h]</c>, ... (F32 or F64) from a safetensors file.
    /// </summary>
    /// <exception cref="BadDataException">The file cannot be read, or a tensor is missing, has another shape or type than the configuration asks for, or is not finite.</exception>
    public static ExperimentInputs<T> Load(string path, ExperimentConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        int n = configuration.N;
        int d = configuration.D;
        int h = configuration.H;
        int nTest = configuration.NTest;
        string[] hiddenLayers = [.. Enumerable.Range(0, configuration.StudentSizes.HiddenLayers).Select(LayerTensor)];
        (string Name, int Rows, int Columns)[] wanted =
        [
            ("X_train", n, d), ("y_train", n, 1), ("X_probe", n, d), ("y_probe", n, 1), ("X_test", nTest, d), ("y_test", nTest, 1), ("beta", d, configuration.TeacherDirections),
            .. hiddenLayers.Select((name, i) => (name, h, configuration.StudentSizes.FanIn(i))), ("a", 1, h),
        ];

        // All are checked before any is converted, so that an error costs nothing and says the first problem in a fixed order.
        foreach ((string name, int rows, int columns) in wanted)
        {
            StoredTensor tensor = file[name];
            if (tensor.Type is not (ElementType.Float32 or ElementType.Float64))
            {
                throw tensor.Bad($"has element type {tensor.Type}, expected F32 or F64");
            }

            tensor.RequireShape(rows, columns);
            tensor.RequireFinite();
        }

        return new ExperimentInputs<T>(
            new Dataset<T>(Read("X_train"), Read("y_train")),
            new Dataset<T>(Read("X_probe"), Read("y_probe")),
            new Dataset<T>(Read("X_test"), Read("y_test")),
            new MultiIndexTeacher<T>(Read("beta")),
            new Student<T>([.. hiddenLayers.Select(Read)], Read("a"), Activation<T>.Of(configuration.Activation)));

        Matrix<T> Read(string name)
        {
            Matrix<T> matrix = file[name].ToMatrix<T>();
            foreach (T value in matrix.Span)
            {
                if (!T.IsFinite(value))
                {
                    throw file[name].Bad("holds a number beyond the range of float32; use dtype: float64");
                }
            }

            return matrix;
        }
    }

    /// <summary>Name of the tensor with the initial weights of hidden layer <paramref name="index"/> (0 is W_1): W0, W0_2, W0_3, ...</summary>
    private static string LayerTensor(int index) =>
        index == 0 ? "W0" : "W0_" + (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose()
    {
        Train.Dispose();
        Probe.Dispose();
        Test.Dispose();
        Teacher.Dispose();
        Student.Dispose();
    }
}
