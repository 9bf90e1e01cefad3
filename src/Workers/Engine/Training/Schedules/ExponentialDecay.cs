using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Training.Schedules;

/// <summary>The rate times <paramref name="decayRate"/> in every <paramref name="decaySteps"/> steps.</summary>
/// <param name="initial">Rate at step 0.</param>
/// <param name="decaySteps">Steps of one decay.</param>
/// <param name="decayRate">Share that is left after them.</param>
/// <param name="staircase">At once after each <paramref name="decaySteps"/> rather than bit by bit.</param>
public sealed class ExponentialDecay(double initial, long decaySteps, double decayRate, bool staircase = false) : LearningRateSchedule
{
    public override float At(long step)
    {
        var p = (float)step / decaySteps;
        return (float)initial * MathF.Pow((float)decayRate, staircase ? MathF.Floor(p) : p);
    }

    protected override JsonObject GetConfig() =>
        new()
        {
            ["initial_learning_rate"] = initial,
            ["decay_steps"] = decaySteps,
            ["decay_rate"] = decayRate,
            ["staircase"] = staircase,
            ["name"] = nameof(ExponentialDecay),
        };
}
