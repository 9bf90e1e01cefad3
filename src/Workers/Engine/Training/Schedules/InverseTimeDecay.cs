using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Training.Schedules;

/// <summary>The rate divided by 1 + <paramref name="decayRate"/> t, t counted in <paramref name="decaySteps"/>.</summary>
/// <param name="initial">Rate at step 0.</param>
/// <param name="decaySteps">Steps of one decay.</param>
/// <param name="decayRate">How strongly it falls.</param>
/// <param name="staircase">At once after each <paramref name="decaySteps"/> rather than bit by bit.</param>
public sealed class InverseTimeDecay(double initial, long decaySteps, double decayRate, bool staircase = false) : LearningRateSchedule
{
    public override float At(long step)
    {
        var p = (float)step / decaySteps;
        return (float)initial / (1f + ((float)decayRate * (staircase ? MathF.Floor(p) : p)));
    }

    protected override JsonObject GetConfig() =>
        new()
        {
            ["initial_learning_rate"] = initial,
            ["decay_steps"] = decaySteps,
            ["decay_rate"] = decayRate,
            ["staircase"] = staircase,
            ["name"] = nameof(InverseTimeDecay),
        };
}
