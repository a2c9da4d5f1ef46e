namespace FastSpectra.Experiments;

/// <summary>What a run spends its time on.</summary>
public enum RunPhase
{
    /// <summary>Drawing or reading data, teacher and student.</summary>
    Inputs,

    /// <summary>Optimiser steps.</summary>
    Training,

    /// <summary>Hidden features of the probe and test sets, ridge read-out, losses and alignment.</summary>
    Readout,

    /// <summary>Singular values and vectors.</summary>
    Spectra,

    /// <summary>Power-law fits and comparisons with laws.</summary>
    Fits,

    /// <summary>Result files and checkpoints.</summary>
    Files,
}
