using System.Text;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Native;

/// <summary>The border: an exception becomes a status and a message that the calling thread can ask for. Nothing is thrown into C.</summary>
internal static unsafe class NativeFailure
{
    [ThreadStatic]
    private static string? s_message;

    /// <summary>Keeps the exception's message for the calling thread.</summary>
    public static int Report(Exception exception)
    {
        NativeStatus status = exception switch
        {
            NativeException native => native.Status,
            ArgumentException or ConfigurationException => NativeStatus.Argument,
            NonFiniteMatrixException => NativeStatus.NotFinite,
            ArithmeticException and not OverflowException => NativeStatus.NotConverged,
            OutOfMemoryException => NativeStatus.OutOfMemory,
            _ => NativeStatus.Internal,
        };
        s_message = status == NativeStatus.Internal ? $"{exception.GetType().Name}: {exception.Message}" : Sentence(exception);
        return (int)status;
    }

    /// <summary>Writes the message as UTF-8 that ends with a zero, cut where it is too long.</summary>
    /// <remarks>Unsafe: the caller guarantees <paramref name="size"/> bytes at <paramref name="buffer"/>.</remarks>
    public static void Copy(byte* buffer, long size) => Write(s_message ?? "", buffer, size);

    /// <inheritdoc cref="Copy"/>
    public static void Write(string text, byte* buffer, long size)
    {
        if (buffer is null || size < 1)
        {
            return;
        }

        Encoding.UTF8.GetEncoder().Convert(text, new Span<byte>(buffer, (int)Math.Min(size - 1, 1 << 20)), flush: true, out _, out int used, out _);
        buffer[used] = 0;
    }

    // ArgumentException appends " (Parameter 'name')", which names a parameter of ours.
    private static string Sentence(Exception exception)
    {
        int parameter = exception is ArgumentException { ParamName: not null } ? exception.Message.LastIndexOf(" (Parameter", StringComparison.Ordinal) : -1;
        return parameter < 0 ? exception.Message : exception.Message[..parameter];
    }
}
