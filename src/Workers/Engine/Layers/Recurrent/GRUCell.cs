using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Recurrent;

/// <summary>Gates in Keras's order: update, reset, candidate. With resetAfter (Keras's default) the recurrent product has a bias of its own, bias (2, 3 *
/// units).</summary>
internal sealed class GRUCell(RecurrentOptions options, bool resetAfter, DTypePolicy dtype) : RecurrentCell(options, 3, "gru_cell", dtype)
{
    protected override long[] BiasShape => resetAfter ? [2, 3 * Options.Units] : [3 * Options.Units];

    protected override Tensor InputBias => resetAfter ? Cast(Bias!)[0] : Cast(Bias!);

    public override Tensor[] Step(Tensor projected, Tensor[] states, Tensor[]? masks)
    {
        long units = Options.Units;
        var previous = states[0];
        var input = projected.chunk(3, -1);
        var kernel = RecurrentKernel;
        if (resetAfter)
        {
            var product = Product(previous, kernel, masks);
            var inner = (Bias is null ? product : product + Cast(Bias)[1]).chunk(3, -1);
            return [Mix(previous, Gate(input[0] + inner[0]), input[2] + Gate(input[1] + inner[1]) * inner[2])];
        }

        var gates = Product(previous, kernel.narrow(1, 0, 2 * units), masks).chunk(2, -1);
        var kept = Gate(input[1] + gates[1]) * (masks is null ? previous : previous * masks[^1]);
        return [Mix(previous, Gate(input[0] + gates[0]), input[2] + kept.Times(kernel.narrow(1, 2 * units, units)))];
    }

    private Tensor Gate(Tensor x) => Options.RecurrentActivation.Apply(x);

    private Tensor Mix(Tensor previous, Tensor update, Tensor candidate) => update * previous + (1 - update) * Options.Activation.Apply(candidate);
}
