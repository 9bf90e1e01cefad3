using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Training.Schedules;

/// <summary>From one rate to another along a power of the share of steps left.</summary>
/// <param name="initial">Rate at step 0.</param>
/// <param name="decaySteps">Steps of the decay.</param>
/// <param name="end">Rate after it; default 0.0001.</param>
/// <param name="power">1 is a straight line.</param>
/// <param name="cycle">Stretches the decay to the next multiple of its steps instead of staying at the end.</param>
public sealed class PolynomialDecay(double initial, long decaySteps, double end = 0.0001, double power = 1, bool cycle = false) : LearningRateSchedule
{
    public override float At(long step)
    {
        float at = step;
        float length = decaySteps;
        if (cycle)
        {
            length *= step == 0 ? 1f : MathF.Ceiling(at / length);
        }
        else
        {
            at = Math.Min(at, length);
        }
        return (((float)initial - (float)end) * MathF.Pow(1f - (at / length), (float)power)) + (float)end;
    }

    protected override JsonObject GetConfig() =>
        new()
        {
            ["initial_learning_rate"] = initial,
            ["decay_steps"] = decaySteps,
            ["end_learning_rate"] = end,
            ["power"] = power,
            ["cycle"] = cycle,
            ["name"] = nameof(PolynomialDecay),
        };
}
