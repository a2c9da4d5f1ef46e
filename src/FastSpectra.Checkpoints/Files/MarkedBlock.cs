namespace FastSpectra.Checkpoints;

/// <summary>The part of a document between two marks, which a program generates.</summary>
public static class MarkedBlock
{
    /// <summary>The document with <paramref name="content"/> between its first <paramref name="begin"/> and <paramref name="end"/>, the marks kept.</summary>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="document">Its text.</param>
    /// <param name="begin">What stands before the block.</param>
    /// <param name="end">What stands behind it.</param>
    /// <param name="content">The new block.</param>
    /// <exception cref="BadDataException">The document lacks a mark, or they stand in the other order.</exception>
    public static string Replace(string file, string document, string begin, string end, string content)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(end);
        int first = document.IndexOf(begin, StringComparison.Ordinal), last = document.IndexOf(end, StringComparison.Ordinal);
        return first >= 0 && last >= first + begin.Length
            ? string.Concat(document.AsSpan(0, first + begin.Length), content, document.AsSpan(last))
            : throw new BadDataException(file, null, $"has no place for what is generated; expected it between the lines '{begin.TrimEnd()}' and '{end.TrimEnd()}'");
    }
}
