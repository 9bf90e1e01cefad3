using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Training.Schedules;

/// <summary>Half cosines one after the other, each longer and lower than the last (SGDR: Loshchilov and Hutter, 2016).</summary>
/// <param name="initial">Rate at step 0.</param>
/// <param name="firstDecaySteps">Steps of the first period.</param>
/// <param name="tMul">Each period is so many times as long; default 2.</param>
/// <param name="mMul">Each period begins at so many times the rate; default 1.</param>
/// <param name="alpha">Share of the rate at the end of a period; default 0.</param>
public sealed class CosineDecayRestarts(double initial, long firstDecaySteps, double tMul = 2, double mMul = 1, double alpha = 0) : LearningRateSchedule
{
    public override float At(long step)
    {
        var (times, low) = ((float)tMul, (float)alpha);
        var fraction = (float)step / firstDecaySteps;
        float restart;
        if (times == 1f)
        {
            restart = MathF.Floor(fraction);
            fraction -= restart;
        }
        else
        {
            restart = MathF.Floor(MathF.Log(1f - (fraction * (1f - times))) / MathF.Log(times));
            var before = (1f - MathF.Pow(times, restart)) / (1f - times);
            fraction = (fraction - before) / MathF.Pow(times, restart);
        }
        var cosine = 0.5f * MathF.Pow((float)mMul, restart) * (1f + MathF.Cos(MathF.PI * fraction));
        return (float)initial * (((1f - low) * cosine) + low);
    }

    protected override JsonObject GetConfig() =>
        new()
        {
            ["initial_learning_rate"] = initial,
            ["first_decay_steps"] = firstDecaySteps,
            ["t_mul"] = tMul,
            ["m_mul"] = mMul,
            ["alpha"] = alpha,
            ["name"] = "SGDRDecay",
        };
}
