namespace FastSpectra.Experiments.Tests;

/// <summary>Sweeps of milliseconds, written as a user would.</summary>
internal static class SmallSweep
{
    private const string Common = """
        n_test: 10
        h: 9
        d: 7
        reg_lambda: 0.01
        num_epochs: 4
        seed: 3

        """;

    public const string LearningRates = "n: 30\nlabel_noise_std: 0.3\noptimizer: [sgd, adam]\nlr: [0.01, 1, 30]\nrepeat: 2\nprobe_freq_steps: 2\n";
    public const string Samples = "varying_param: n\nn: [12, 20, 31]\nlabel_noise_std: 0.3\noptimizer: adam\nlr: 1\nrepeat: 2\nprobe_freq_steps: 1\n";

    public static SweepConfiguration Read(string text)
    {
        HashSet<string> keys = [.. text.Split('\n').Select(line => line.Split(':')[0])];
        string common = string.Concat(Common.Split('\n').Where(line => line.Length > 0 && !keys.Contains(line.Split(':')[0])).Select(line => line + "\n"));
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, common + text);
            return ConfigurationReader.ReadSweep(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
