namespace FastSpectra.Experiments;

/// <summary>An experiment that writes tables. Figures and claims of several reproductions may rest on one.</summary>
public abstract class Study
{
    /// <summary>Its name, and that of its folder below <c>data</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Its work.</summary>
    public abstract StudyCost Cost(ReproductionScale scale);

    /// <summary>The number of pieces that are kept one by one, so that a stopped study continues after the last one.</summary>
    public abstract int Parts(ReproductionScale scale);

    /// <summary>Runs it and hands its tables to <see cref="StudyContext.Add"/>.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop; finished parts are on disk.</exception>
    public abstract void Execute(StudyContext context);
}
