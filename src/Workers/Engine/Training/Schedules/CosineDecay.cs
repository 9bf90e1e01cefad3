using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Training.Schedules;

/// <summary>Half a cosine down to a share of the rate, after a linear warm-up if asked (Loshchilov and Hutter, 2016; Goyal et al., 2017).</summary>
/// <param name="initial">Rate at step 0.</param>
/// <param name="decaySteps">Steps of the decay, the warm-up not counted.</param>
/// <param name="alpha">Share of the rate at the end; default 0.</param>
/// <param name="warmupTarget">Rate after the warm-up; null for none.</param>
/// <param name="warmupSteps">Steps of the warm-up.</param>
public sealed class CosineDecay(double initial, long decaySteps, double alpha = 0, double? warmupTarget = null, long warmupSteps = 0) : LearningRateSchedule
{
    public override float At(long step)
    {
        if (warmupTarget is not { } target)
        {
            return Decay(step, (float)initial);
        }
        return step < warmupSteps
            ? (((float)target - (float)initial) * ((float)step / warmupSteps)) + (float)initial
            : Decay(step - warmupSteps, (float)target);
    }

    protected override JsonObject GetConfig() =>
        new()
        {
            ["initial_learning_rate"] = initial,
            ["decay_steps"] = decaySteps,
            ["alpha"] = alpha,
            ["name"] = nameof(CosineDecay),
            ["warmup_target"] = warmupTarget,
            ["warmup_steps"] = warmupSteps,
        };

    private float Decay(long step, float from)
    {
        var fraction = Math.Min((float)step, decaySteps) / decaySteps;
        var cosine = 0.5f * (1f + MathF.Cos(MathF.PI * fraction));
        return from * (((float)(1 - alpha) * cosine) + (float)alpha);
    }
}
