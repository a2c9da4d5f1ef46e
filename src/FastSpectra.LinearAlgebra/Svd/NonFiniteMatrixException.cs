namespace FastSpectra.LinearAlgebra;

/// <summary>A matrix that should have been finite contains NaN or an infinity.</summary>
public sealed class NonFiniteMatrixException : ArithmeticException
{
    /// <summary>Reports the first element, row by row, that is not finite.</summary>
    public NonFiniteMatrixException(int row, int column, string value)
        : base($"element ({row}, {column}) of the matrix is {value}; singular values need finite elements")
    {
        Row = row;
        Column = column;
    }

    /// <summary>Creates the exception without a position.</summary>
    public NonFiniteMatrixException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public NonFiniteMatrixException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    public NonFiniteMatrixException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Row of the element.</summary>
    public int Row { get; }

    /// <summary>Column of the element.</summary>
    public int Column { get; }
}
