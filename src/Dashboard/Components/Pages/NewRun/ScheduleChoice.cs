using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Components.Pages.NewRun;

/// <summary>Between a learning rate that is a number and one that follows a schedule.</summary>
public static class ScheduleChoice
{
    /// <summary>The rate an optimiser begins with: its number, or what its schedule starts (or warms up) to.</summary>
    public static double FirstRate(ComponentSpec optimizer) =>
        optimizer.Component("learningRate") is { } schedule ? FirstRateOf(schedule) : optimizer.Number("learningRate", DefaultRate(optimizer));

    /// <summary>The rate a schedule begins with.</summary>
    public static double FirstRateOf(ComponentSpec schedule) =>
        schedule.NumberOrNull("warmupTarget") ?? schedule.NumberOrNull("initialLearningRate") ?? schedule.Numbers("values")?.FirstOrDefault() ?? 0.001;

    /// <summary>A schedule as a person finds it after choosing its class: whole, from the rate at hand, over the steps at hand.</summary>
    /// <param name="steps">Steps (or epochs) of the stage.</param>
    public static ComponentSpec Begin(string @class, double rate, int steps) =>
        @class switch
        {
            "PiecewiseConstantDecay" => new(@class, ("boundaries", new[] { Math.Max(1, steps / 2) }), ("values", new[] { rate, rate / 10 })),
            "CosineDecayRestarts" => new(@class, ("initialLearningRate", rate), ("firstDecaySteps", Math.Max(1, steps / 3))),
            "ExponentialDecay" or "InverseTimeDecay" => new(
                @class,
                ("initialLearningRate", rate),
                ("decaySteps", Math.Max(1, steps / 10)),
                ("decayRate", @class == "ExponentialDecay" ? 0.9 : 0.5)
            ),
            "PolynomialDecay" => new(@class, ("initialLearningRate", rate), ("decaySteps", Math.Max(1, steps)), ("endLearningRate", rate / 100)),
            _ => new(@class, ("initialLearningRate", rate), ("decaySteps", Math.Max(1, steps))),
        };

    private static double DefaultRate(ComponentSpec optimizer) =>
        ComponentCatalog.Find(ComponentCatalog.Optimizers, optimizer.Class)?.Options.First(o => o.Name == "learningRate").Default as double? ?? 0.001;
}
