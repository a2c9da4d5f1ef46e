using FastSpectra.Checkpoints;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <summary>Turns an exception into one line on stderr and an exit code; the stack trace only where it was asked for.</summary>
internal static class ErrorReport
{
    public static int Write(Exception exception, bool debug, TextWriter error)
    {
        (int code, string message) = Describe(exception);
        error.WriteLine($"error: {message.ReplaceLineEndings(" ")}");
        if (debug)
        {
            error.WriteLine(exception.ToString());
        }
        else if (code == ExitCode.CheckFailed)
        {
            error.WriteLine("this is a defect of the program; --debug shows where");
        }

        return code;
    }

    private static (int Code, string Message) Describe(Exception exception) => exception switch
    {
        UsageException or ConfigurationException => (ExitCode.Usage, exception.Message),
        BadDataException or NonFiniteMatrixException => (ExitCode.BadData, exception.Message),
        ArithmeticException and not (OverflowException or DivideByZeroException) => (ExitCode.Numerics, exception.Message),
        OperationCanceledException => (ExitCode.Interrupted, "interrupted"),
        UnauthorizedAccessException or IOException => (ExitCode.Usage, $"cannot write the results: {exception.Message.TrimEnd().TrimEnd('.')}; expected an output that can be written (--out)"),
        OutOfMemoryException => (ExitCode.Usage, "not enough memory for matrices of these sizes; expected smaller n, d, h or a smaller file"),
        _ => (ExitCode.CheckFailed, $"{exception.GetType().Name}: {exception.Message}"),
    };
}
