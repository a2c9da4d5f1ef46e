using System.Numerics;
using System.Runtime.InteropServices;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Native;

/// <summary>The paper's experiment on the caller's arrays. Contract: include/fastspectra.h.</summary>
internal static unsafe class TrainingExports
{
    // A configuration has some hundred bytes.
    private const int LongestConfiguration = 1 << 16;

    [UnmanagedCallersOnly(EntryPoint = "fastspectra_train")]
    public static int Train(
        nint context, byte* configuration, NativeInputs* inputs, long capacity, long* steps, double* metrics, double* singularValues, long* probes)
    {
        try
        {
            using NativeContext.Scope scope = NativeContext.Enter(context);
            NativeMatrix.Require(inputs is not null, "inputs is null");
            NativeMatrix.Require(steps is not null && metrics is not null && probes is not null, "steps, metrics or probes is null");
            string text = Text(configuration);
            ProbeRoom room = new(capacity, steps, metrics, singularValues, probes);
            return NativeMatrix.IsDouble(&inputs->XTrain, "X_train") ? Train<double>(scope.Team, text, inputs, room) : Train<float>(scope.Team, text, inputs, room);
        }
        catch (Exception exception)
        {
            return NativeFailure.Report(exception);
        }
    }

    // The main experiment's, for the keys that a configuration file has to have; sizes come from the inputs and labels from the caller.
    private const string Defaults =
        "{n: 1, n_test: 1, h: 1, d: 1, label_noise_std: 0, optimizer: adam, lr: 1, reg_lambda: 0.01, num_epochs: 10, probe_freq_steps: 10}";

    private static string Text(byte* text)
    {
        NativeMatrix.Require(text is not null, "configuration is null");
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        NativeMatrix.Require(bytes.Length <= LongestConfiguration, $"the configuration has {bytes.Length} bytes; expected at most {LongestConfiguration}");
        return System.Text.Encoding.UTF8.GetString(bytes);
    }

    private static int Train<T>(ThreadTeam team, string text, NativeInputs* inputs, ProbeRoom room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SweepConfiguration sweep = ConfigurationReader.ParseSweep(text, "configuration", Defaults);
        NativeMatrix.Require(sweep.Axes.Count == 0, "the configuration has a list of values, which is for a sweep; a run needs one");
        NativeMatrix.Require(sweep.First.L == 2, $"key 'L' is {sweep.First.L}; expected 2, as the inputs have one hidden layer W");
        using ExperimentInputs<T> copies = NativeInputs.Copy(inputs, Activation<T>.Of(sweep.First.Activation));
        ExperimentConfiguration configuration = sweep.First with
        {
            N = copies.Train.Count,
            NTest = copies.Test.Count,
            D = copies.Student.Dimension,
            H = copies.Student.Width,
            TeacherDirections = copies.Teacher.Directions,
            Dtype = sizeof(T) == sizeof(double) ? NumberType.Float64 : NumberType.Float32,
        };
        configuration.Validate();
        room.Require(1 + (configuration.TotalSteps / configuration.ProbeFreqSteps));
        using Student<T> student = copies.Student.Clone();
        RunResult result = ExperimentRun.Train(configuration, copies, student, team);
        NativeInputs.Return(student, inputs);
        room.Fill(result, Math.Min(configuration.H, configuration.D));
        return result.Status == RunStatus.Completed
            ? (int)NativeStatus.Done
            : throw new NativeException(NativeStatus.NotConverged, result.Reason ?? "the run did not complete");
    }
}
