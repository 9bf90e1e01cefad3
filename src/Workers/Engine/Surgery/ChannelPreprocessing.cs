using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Surgery;

/// <summary>What happens to pixels before a network, carried over to another number of channels.</summary>
/// <param name="Function">For the new channels.</param>
/// <param name="Reversed">The network reads its channels backwards; the new function does not swap them, the kernel is mixed accordingly.</param>
/// <param name="Scale">Where one grey channel can't stand for several that are scaled and shifted apart: what is left to do to each, inside the network, on
/// the channel repeated; null: nothing.</param>
/// <param name="Offset">Beside <paramref name="Scale"/>.</param>
internal sealed record ChannelPreprocessing(PreprocessingFunction Function, bool Reversed, double[]? Scale, double[]? Offset)
{
    public static ChannelPreprocessing Of(PreprocessingFunction function, ChannelMix mix)
    {
        var reversed = function.Steps.Count(step => step.Op == "swapChannels") % 2 == 1;
        // In the network's order of channels: a step before the swap counts backwards.
        var swaps = reversed;
        var steps = new List<PreprocessingStep>();
        foreach (var step in function.Steps)
        {
            if (step.Op == "swapChannels")
            {
                swaps = !swaps;
                continue;
            }

            steps.Add(step.Values.Count == 1 ? step : step with { Values = swaps ? [.. step.Values.Reverse()] : step.Values });
        }

        if (steps.All(step => step.Values.Count == 1 || step.Values.Distinct().Count() == 1))
        {
            return new(new(function.Name, [.. steps.Select(step => step with { Values = [step.Values[0]] })]), reversed, null, null);
        }

        if (mix.To > 1)
        {
            var source = (reversed ? mix.Reversed() : mix).Source;
            return new(
                new(function.Name, [.. steps.Select(step => step.Values.Count == 1 ? step : step with { Values = [.. source.Select(c => step.Values[c])] })]),
                reversed,
                null,
                null
            );
        }

        // Channel c sees A[c] x + B[c]; the single channel sees A x + B with the steps' mean values; the network makes the first of the second.
        PreprocessingStep[] single = [.. steps.Select(step => step with { Values = [step.Values.Average()] })];
        var (a, b) = Affine(single, 0);
        var each = Enumerable.Range(0, mix.From).Select(c => Affine(steps, c)).ToList();
        return new(new(function.Name, single), reversed, [.. each.Select(e => e.A / a)], [.. each.Select(e => e.B - e.A / a * b)]);
    }

    private static (double A, double B) Affine(IEnumerable<PreprocessingStep> steps, int channel)
    {
        var (a, b) = (1.0, 0.0);
        foreach (var step in steps)
        {
            var value = step.Values[step.Values.Count == 1 ? 0 : channel];
            (a, b) = step.Op switch
            {
                "subtract" => (a, b - value),
                "divide" => (a / value, b / value),
                "multiply" => (a * value, b * value),
                _ => (a, b + value),
            };
        }

        return (a, b);
    }
}
