using FastSpectra.LinearAlgebra;

namespace FastSpectra.Native;

/// <summary>Copies of the caller's matrices.</summary>
internal static class MatrixCopies
{
    /// <summary>A row-major copy, whatever the strides.</summary>
    public static Matrix<T> ToMatrix<T>(this MatrixView<T> view)
        where T : unmanaged
    {
        Matrix<T> matrix = new(view.Rows, view.Columns);
        for (int i = 0; i < view.Rows; i++)
        {
            Span<T> row = matrix.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = view[i, j];
            }
        }

        return matrix;
    }
}
