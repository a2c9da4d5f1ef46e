using System.Globalization;

namespace FastSpectra.Experiments;

/// <summary>One value of one key as it stands in the file, before its type is known.</summary>
/// <param name="Key">Name of the key, for messages.</param>
/// <param name="Text">The text; null for YAML's null.</param>
/// <param name="IsQuoted">True where the file quotes it: then it is a text, never a number.</param>
internal readonly record struct ConfigurationScalar(string Key, string? Text, bool IsQuoted = false)
{
    public int Integer()
    {
        if (!IsQuoted && int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            return value;
        }

        bool isTooLarge = !IsQuoted && Text?.Length > 0 && Text.All(char.IsAsciiDigit);
        throw Unexpected(isTooLarge ? $"an integer of at most {int.MaxValue}" : "an integer in digits, such as 2000");
    }

    // 0 stands for 'not given' in the record, so it must not pass for a size that was given.
    public int PositiveInteger()
    {
        int value = Integer();
        return value >= 1 ? value : throw Unexpected("an integer of at least 1");
    }

    public ulong Seed() =>
        !IsQuoted && ulong.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw Unexpected("an integer from 0 to 2^64 - 1");

    public double Number()
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool isNumber = double.TryParse(Text, styles, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
        return !IsQuoted && isNumber ? value : throw Unexpected("a finite number");
    }

    // YAML 1.1, which the reference reads with, has these spellings.
    public bool Truth() => IsQuoted ? throw Unexpected("true or false") : Text?.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        _ => throw Unexpected("true or false"),
    };

    public TEnum Word<TEnum>(params ReadOnlySpan<(string Word, TEnum Value)> words)
    {
        foreach ((string word, TEnum value) in words)
        {
            if (string.Equals(word, Text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        List<string> names = [];
        foreach ((string word, _) in words)
        {
            names.Add($"'{word}'");
        }

        throw Unexpected(string.Join(" or ", names));
    }

    public ConfigurationException Unexpected(string expected)
    {
        string found = Text is null ? "empty" : $"'{Shown(Text)}'";
        return new ConfigurationException($"key '{Key}' is {found}; expected {expected}") { Key = Key };
    }

    // Texts come from files: no control characters reach a terminal, and no message grows without bound.
    public static string Shown(string text)
    {
        const int longest = 80;
        string shown = text.Length <= longest ? text : text[..longest] + "...";
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }
}
