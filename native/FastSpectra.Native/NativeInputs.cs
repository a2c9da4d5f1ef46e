using System.Numerics;
using System.Runtime.InteropServices;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Native;

/// <summary><c>fastspectra_inputs</c> of the C header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeInputs
{
    public NativeMatrix XTrain;
    public NativeMatrix YTrain;
    public NativeMatrix XProbe;
    public NativeMatrix YProbe;
    public NativeMatrix XTest;
    public NativeMatrix YTest;
    public NativeMatrix Beta;
    public NativeMatrix W;
    public NativeMatrix A;

    /// <summary>Copies what the run reads.</summary>
    /// <param name="inputs">The caller's arrays.</param>
    /// <param name="activation">The function of the student's hidden units.</param>
    /// <remarks>Unsafe: <paramref name="inputs"/> does not move.</remarks>
    /// <exception cref="ArgumentException">A matrix or a shape does not fit.</exception>
    /// <exception cref="NonFiniteMatrixException">An element is NaN or infinite.</exception>
    public static ExperimentInputs<T> Copy<T>(NativeInputs* inputs, Activation<T> activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // All are checked before any is copied.
        (string Name, MatrixView<T> View)[] views =
        [
            ("X_train", NativeMatrix.View<T>(&inputs->XTrain, "X_train")),
            ("y_train", NativeMatrix.View<T>(&inputs->YTrain, "y_train")),
            ("X_probe", NativeMatrix.View<T>(&inputs->XProbe, "X_probe")),
            ("y_probe", NativeMatrix.View<T>(&inputs->YProbe, "y_probe")),
            ("X_test", NativeMatrix.View<T>(&inputs->XTest, "X_test")),
            ("y_test", NativeMatrix.View<T>(&inputs->YTest, "y_test")),
            ("beta", NativeMatrix.View<T>(&inputs->Beta, "beta")),
            ("W", NativeMatrix.View<T>(&inputs->W, "W")),
            ("a", NativeMatrix.View<T>(&inputs->A, "a")),
        ];
        int n = views[0].View.Rows, d = views[0].View.Columns, test = views[4].View.Rows, h = views[7].View.Rows;
        (int Rows, int Columns)[] shapes = [(n, d), (n, 1), (n, d), (n, 1), (test, d), (test, 1), (d, 1), (h, d), (1, h)];
        for (int i = 0; i < views.Length; i++)
        {
            (string name, MatrixView<T> view) = views[i];
            NativeMatrix.Require(
                (view.Rows, view.Columns) == shapes[i],
                $"{name} is {view.Rows}x{view.Columns}; expected {shapes[i].Rows}x{shapes[i].Columns} from X_train, X_test and W");
            NativeMatrix.Require(view.Rows > 0 && view.Columns > 0, $"{name} is {view.Rows}x{view.Columns}; expected at least one element");
            if (!MatrixScaling.TryFindExponent(view, out _))
            {
                throw new NonFiniteMatrixException($"{name}: {MatrixScaling.Describe(view).Message}");
            }
        }

        return new ExperimentInputs<T>(
            new Dataset<T>(views[0].View.ToMatrix(), views[1].View.ToMatrix()),
            new Dataset<T>(views[2].View.ToMatrix(), views[3].View.ToMatrix()),
            new Dataset<T>(views[4].View.ToMatrix(), views[5].View.ToMatrix()),
            new MultiIndexTeacher<T>(views[6].View.ToMatrix()),
            new Student<T>(views[7].View.ToMatrix(), views[8].View.ToMatrix(), activation));
    }

    /// <summary>Writes the trained layers to the caller's.</summary>
    public static void Return<T>(Student<T> student, NativeInputs* inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Put(student.W, NativeMatrix.View<T>(&inputs->W, "W"));
        Put(student.A, NativeMatrix.View<T>(&inputs->A, "a"));
    }

    private static void Put<T>(Matrix<T> matrix, MatrixView<T> view)
        where T : unmanaged
    {
        for (int i = 0; i < view.Rows; i++)
        {
            Span<T> row = matrix.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                view[i, j] = row[j];
            }
        }
    }
}
