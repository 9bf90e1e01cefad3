using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training.Schedules;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>What every Keras optimiser takes (https://keras.io/api/optimizers/). Null means off.</summary>
/// <param name="LearningRate">Step size; kept as float32, as Keras keeps it.</param>
/// <param name="WeightDecay">Decoupled: the weights lose this share times the rate before the update.</param>
/// <param name="ClipNorm">Largest norm of each gradient.</param>
/// <param name="GlobalClipNorm">Largest norm of all gradients together.</param>
/// <param name="ClipValue">Largest absolute value of a gradient's element.</param>
/// <param name="UseEma">Keep a moving average of the weights.</param>
/// <param name="EmaMomentum">Share of the old average that stays.</param>
/// <param name="EmaOverwriteFrequency">Every so many steps the weights become their average; null: at the end of training only.</param>
/// <param name="GradientAccumulationSteps">The weights move once in so many steps, by the mean gradient.</param>
/// <param name="Schedule">The rate by step, in place of <paramref name="LearningRate"/>.</param>
public sealed record OptimizerOptions(
    float LearningRate,
    double? WeightDecay = null,
    double? ClipNorm = null,
    double? GlobalClipNorm = null,
    double? ClipValue = null,
    bool UseEma = false,
    double EmaMomentum = 0.99,
    int? EmaOverwriteFrequency = null,
    int? GradientAccumulationSteps = null,
    LearningRateSchedule? Schedule = null
)
{
    /// <summary>Weights whose name holds one of these do not decay, as after Keras's <c>exclude_from_weight_decay(var_names=...)</c>: bias, gamma,
    /// beta.</summary>
    public IReadOnlyList<string> ExcludedFromDecay { get; init; } = [];

    internal static OptimizerOptions Of(ComponentSpec spec, double learningRate, double? weightDecay = null) =>
        new(
            (float)spec.Number("learningRate", learningRate),
            spec.Options.ContainsKey("weightDecay") ? spec.NumberOrNull("weightDecay") : weightDecay,
            spec.NumberOrNull("clipnorm"),
            spec.NumberOrNull("globalClipnorm"),
            spec.NumberOrNull("clipvalue"),
            spec.Flag("useEma", false),
            spec.Number("emaMomentum", 0.99),
            spec.NumberOrNull("emaOverwriteFrequency") is { } every ? (int)every : null,
            spec.NumberOrNull("gradientAccumulationSteps") is { } steps ? (int)steps : null,
            spec.Component("learningRate") is { } schedule ? ScheduleFactory.Create(schedule) : null
        );

    internal JsonObject ToConfig(string name, float learningRate) =>
        new()
        {
            ["name"] = name,
            ["learning_rate"] = Schedule is null ? (double)learningRate : Schedule.ToJson(),
            ["weight_decay"] = WeightDecay,
            ["clipnorm"] = ClipNorm,
            ["global_clipnorm"] = GlobalClipNorm,
            ["clipvalue"] = ClipValue,
            ["use_ema"] = UseEma,
            ["ema_momentum"] = EmaMomentum,
            ["ema_overwrite_frequency"] = EmaOverwriteFrequency,
            ["loss_scale_factor"] = null,
            ["gradient_accumulation_steps"] = GradientAccumulationSteps,
        };
}
