using System.CommandLine;
using System.Text;

namespace FastSpectra.Cli;

/// <summary>
/// Completion scripts, written from the commands themselves: the first word completes to a command, a word with a dash to its options, the word after an
/// option to its values where they are few, everything else to files.
/// </summary>
internal static class CompletionScript
{
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    public static string For(string shell, RootCommand root) => shell switch
    {
        "bash" => Bash(root),
        "zsh" => Zsh(root),
        "fish" => Fish(root),
        _ => throw new ArgumentException($"no completion for {shell}", nameof(shell)),
    };

    private static string Bash(RootCommand root)
    {
        StringBuilder script = new();
        script.Append("_fastspectra() {\n");
        script.Append("    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} words=\n");
        script.Append("    if [ \"$COMP_CWORD\" -eq 1 ]; then\n");
        script.Append($"        COMPREPLY=($(compgen -W '{Names(root)}' -- \"$word\"))\n        return\n    fi\n");
        script.Append("    case \"$command $before\" in\n");
        foreach (Command command in root.Subcommands)
        {
            foreach (Option option in HelpText.OptionsOf(command, root).Where(option => Values(option.HelpName) is not null))
            {
                script.Append($"        '{command.Name} {option.Name}') COMPREPLY=($(compgen -W '{Values(option.HelpName)}' -- \"$word\")); return ;;\n");
            }
        }

        script.Append("    esac\n    case \"$command\" in\n");
        foreach (Command command in root.Subcommands)
        {
            script.Append($"        {command.Name}) words='{string.Join(' ', HelpText.OptionsOf(command, root).Select(option => option.Name))}' ;;\n");
        }

        script.Append("    esac\n    case \"$word\" in\n        -*) COMPREPLY=($(compgen -W \"$words\" -- \"$word\")) ;;\n");
        script.Append("        *)\n            case \"$command\" in\n");
        foreach ((string command, string values) in FirstArguments(root))
        {
            script.Append($"                {command}) COMPREPLY=($(compgen -W '{values}' -- \"$word\")) ;;\n");
        }

        script.Append("                *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n            esac ;;\n");
        script.Append("    esac\n}\ncomplete -o filenames -F _fastspectra fastspectra\n");
        return script.ToString();
    }

    private static string Zsh(RootCommand root)
    {
        StringBuilder script = new();
        script.Append("#compdef fastspectra\n\n_fastspectra() {\n    local -a commands\n    commands=(\n");
        foreach (Command command in root.Subcommands)
        {
            script.Append($"        '{command.Name}:{Quoted(HelpText.FirstSentence(command.Description!), ':')}'\n");
        }

        script.Append("    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        return\n    fi\n    case $words[2] in\n");
        Dictionary<string, string> first = FirstArguments(root).ToDictionary();
        foreach (Command command in root.Subcommands)
        {
            script.Append($"        {command.Name})\n            _arguments");
            foreach (Option option in HelpText.OptionsOf(command, root))
            {
                string value = string.IsNullOrEmpty(option.HelpName) ? "" : $":{Quoted(option.HelpName, ':')}:{(Values(option.HelpName) is { } values ? $"({values})" : "_files")}";
                script.Append($" \\\n                '{option.Name}[{Quoted(HelpText.FirstSentence(option.Description ?? ""), '[', ']')}]{value}'");
            }

            script.Append($" \\\n                '*:argument:{(first.TryGetValue(command.Name, out string? words) ? $"({words})" : "_files")}'\n            ;;\n");
        }

        script.Append("    esac\n}\n\n_fastspectra \"$@\"\n");
        return script.ToString();
    }

    private static string Fish(RootCommand root)
    {
        StringBuilder script = new();
        foreach (Command command in root.Subcommands)
        {
            script.Append($"complete -c fastspectra -f -n __fish_use_subcommand -a {command.Name} -d '{Quoted(HelpText.FirstSentence(command.Description!))}'\n");
            string seen = $"-n '__fish_seen_subcommand_from {command.Name}'";
            foreach (Option option in HelpText.OptionsOf(command, root))
            {
                string value = string.IsNullOrEmpty(option.HelpName) ? "" : Values(option.HelpName) is { } values ? $" -x -a '{values}'" : " -r";
                script.Append($"complete -c fastspectra {seen} -l {option.Name[2..]}{value} -d '{Quoted(HelpText.FirstSentence(option.Description ?? ""))}'\n");
            }
        }

        foreach ((string command, string values) in FirstArguments(root))
        {
            script.Append($"complete -c fastspectra -f -n '__fish_seen_subcommand_from {command}' -a '{values}'\n");
        }

        return script.ToString();
    }

    private static string Names(RootCommand root) => string.Join(' ', root.Subcommands.Select(command => command.Name));

    // Commands whose argument is one of a few words.
    private static IEnumerable<(string Command, string Values)> FirstArguments(RootCommand root) =>
        from command in root.Subcommands
        where command.Arguments.Count > 0 && Values(command.Arguments[0].HelpName) is not null
        select (command.Name, Values(command.Arguments[0].HelpName)!);

    // 'auto|single|double' as 'auto single double'; null for what stands for a value, such as FILE.
    private static string? Values(string? name) =>
        name is not null && name.Contains('|') && name.All(character => character is '|' or (>= 'a' and <= 'z') or (>= '0' and <= '9')) ? name.Replace('|', ' ') : null;

    // For use between single quotes.
    private static string Quoted(string text, params ReadOnlySpan<char> special)
    {
        text = text.Replace('\'', '\u2019');
        foreach (char character in special)
        {
            text = text.Replace(character.ToString(), "\\" + character, StringComparison.Ordinal);
        }

        return text;
    }
}
