namespace FastSpectra.Cli;

internal static class Program
{
    private static int Main(string[] arguments) => ProgramCommand.Run(arguments);
}
