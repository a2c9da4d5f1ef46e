using System.Globalization;
using System.Text;
using FastSpectra.Checkpoints;

namespace FastSpectra.Reports.Tests;

/// <summary>Writes a run directory in the recorded formats with made-up but lifelike numbers: a bulk that grows a spike and a tail.</summary>
internal sealed class SyntheticRun : IDisposable
{
    public SyntheticRun() => Directory = System.IO.Directory.CreateTempSubdirectory("fastspectra-report-").FullName;

    public string Directory { get; }
    public int H { get; init; } = 150;
    public int D { get; init; } = 100;
    public int[] Steps { get; init; } = [0, 1, 2, 5, 10];
    public bool Weights { get; init; } = true;
    public bool Spectra { get; init; } = true;
    public bool Overlaps { get; init; }
    public double Growth { get; init; } = 1;
    public string Optimizer { get; init; } = "adam";
    public int? DivergedAt { get; init; }
    public string Header { get; init; } = "step,train_loss,test_loss,kta,w_beta_alignment,pl_alpha_hill,pl_alpha_ks,pl_ks_distance,spectral_norm,frobenius_norm,stable_rank,training_loss,second_singular_value,values_above_edge,overlap_left_1,overlap_right_1,status";

    public SyntheticRun Write()
    {
        WriteJson();
        WriteMetrics();
        if (Spectra) WriteSpectra();
        if (Weights) WriteWeights();
        return this;
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private void WriteJson() => File.WriteAllText(Path.Combine(Directory, "run.json"), $$"""
        {"schema_version": 1, "version": "0.1.0", "threads": 2, "configuration": {"L": 2, "n": 200, "batch_size": 200, "h": {{H}}, "d": {{D}},
        "optimizer": {{System.Text.Json.JsonSerializer.Serialize(Optimizer)}}, "lr": 1, "reg_lambda": 0.01, "num_epochs": 10, "fix_last_layer": true, "seed": 0}
        }
        """);

    private void WriteMetrics()
    {
        StringBuilder csv = new(Header + "\n");
        double high = Math.Sqrt(H) + Math.Sqrt(D);
        foreach (int step in Steps)
        {
            bool bad = step >= DivergedAt;
            double[] s = SingularValues(step);
            double norm = Math.Sqrt(s.Sum(x => x * x)), t = step / 10.0;
            object[] values = bad
                ? [step, "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "diverged: the loss is not finite"]
                : [step, 0.85 * Math.Exp(-0.3 * t) + 0.02 * Math.Sin(step), 0.98 - 0.06 * Math.Exp(-t) + 0.03 * t, 0.02 + 0.02 * t * Math.Exp(-t), 0.02 + 0.4 * t * Math.Exp(1 - t) / (1 + t),
                    2.45 - 0.6 * (1 - Math.Exp(-2 * t)), 5 + 20 * Math.Exp(-3 * t), 0.05, s[0], norm, norm * norm / (s[0] * s[0]), 1.4 + 180 * t * Math.Exp(-3 * t), s[1], s.Count(x => x > high), Overlaps && step > 0 ? 0.99 - 0.01 * step : "", Overlaps && step > 0 ? 0.5 / step : "", "ok"];
            csv.AppendJoin(',', values.Take(Header.Split(',').Length).Select(v => Convert.ToString(v, CultureInfo.InvariantCulture))).Append('\n');
        }
        File.WriteAllText(Path.Combine(Directory, "metrics.csv"), csv.ToString());
    }

    /// <summary>Evenly spaced over the bulk, with the top share stretched into a power-law tail that grows with the step.</summary>
    public double[] SingularValues(int step)
    {
        int p = Math.Min(H, D);
        double low = Math.Abs(Math.Sqrt(H) - Math.Sqrt(D)), high = Math.Sqrt(H) + Math.Sqrt(D);
        double[] s = new double[p];
        for (int i = 0; i < p; i++)
        {
            double u = 1 - (i + 0.5) / p;
            s[i] = low + (high - low) * (0.5 - 0.5 * Math.Cos(Math.PI * (0.15 + 0.85 * u)));
            s[i] *= 1 + Growth * step * 0.6 * Math.Pow(u, 6) + (i == 0 ? Growth * Math.Min(step, 1) * 8 : 0);
        }
        Array.Sort(s, (a, b) => b.CompareTo(a));
        return s;
    }

    private void WriteSpectra()
    {
        Random random = new(5);
        using SafetensorsWriter writer = new(Path.Combine(Directory, "spectra.safetensors"));
        foreach (int step in Steps)
        {
            double[] s = SingularValues(step);
            writer.Add<double>($"W.step{step}.singular_values", s);
            double[] projections = [.. s.Select((_, i) => Normal(random) / Math.Sqrt(D) + (step > 0 && i < 3 ? 0.4 / (i + 1) : 0))];
            writer.Add<double>($"W.step{step}.right_projections", projections);
            if (!Overlaps || step == 0) continue;
            foreach (string name in (string[])["overlap_before", "overlap"])
                foreach (string side in (string[])["left", "right"])
                {
                    double[] map = new double[s.Length * s.Length];
                    for (int i = 0; i < s.Length; i++)
                        for (int j = 0; j < s.Length; j++)
                        {
                            double g = Normal(random);
                            map[i * s.Length + j] = Math.Min(1, g * g / (side == "left" ? H : D) + 0.8 * Math.Exp(-Math.Abs(i - j) - 0.2 * i));
                        }
                    writer.Add<double>($"M.step{step}.{name}_{side}", [s.Length, s.Length], map);
                }
        }
        writer.Commit();
    }

    private void WriteWeights()
    {
        Random random = new(7);
        using SafetensorsWriter writer = new(Path.Combine(Directory, "weights.safetensors"));
        foreach (int step in Steps)
        {
            float[] w = new float[H * D];
            for (int i = 0; i < w.Length; i++) w[i] = (float)(Normal(random) + (step == 0 ? 0 : Growth * Math.Sign(Normal(random)) * Math.Sqrt(step)));
            writer.Add<float>($"W.step{step}", [H, D], w);
        }
        double[] beta = [.. Enumerable.Range(0, D).Select(_ => 1 / Math.Sqrt(D))];
        writer.Add<double>("beta", [D, 1], beta);
        writer.Commit();
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
