using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace FastSpectra.Experiments;

/// <summary>Loads YAML from untrusted text: bounded nesting (the node model recurses), at most one document.</summary>
internal sealed class BoundedYaml : IParser
{
    // A configuration is a mapping of lists or of one more mapping of lists.
    private const int DeepestNesting = 8;

    private readonly Parser _parser;
    private int _depth;

    private BoundedYaml(string text) => _parser = new Parser(new StringReader(text));

    public ParsingEvent? Current => _parser.Current;

    /// <summary>The root node, or null where there is no document.</summary>
    /// <exception cref="YamlException">The text is not YAML, too deep, or more than one document.</exception>
    public static YamlNode? Load(string text)
    {
        YamlStream stream = [];
        BoundedYaml parser = new(text);
        try
        {
            stream.Load(parser);
        }
        catch (Exception exception) when (exception is not (YamlException or OutOfMemoryException))
        {
            // The scanner leaves some broken texts with other exceptions (found by mutating files): to the caller all are bad YAML.
            Mark position = parser.Current?.End ?? Mark.Empty;
            throw new YamlException(position, position, "text that cannot be parsed", exception);
        }

        if (stream.Documents.Count > 1)
        {
            Mark mark = stream.Documents[1].RootNode.Start;
            throw new YamlException(mark, mark, "a second document begins; expected one");
        }

        return stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode;
    }

    public bool MoveNext()
    {
        bool moved = _parser.MoveNext();
        _depth += Current switch
        {
            MappingStart or SequenceStart => 1,
            MappingEnd or SequenceEnd => -1,
            _ => 0,
        };
        return _depth <= DeepestNesting
            ? moved
            : throw new YamlException(Current!.Start, Current.End, $"more than {DeepestNesting} levels of nesting");
    }
}
