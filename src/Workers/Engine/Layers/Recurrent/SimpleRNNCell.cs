using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Recurrent;

/// <summary>activation(x W + h U + b).</summary>
internal sealed class SimpleRNNCell(RecurrentOptions options, DTypePolicy dtype) : RecurrentCell(options, 1, "simple_rnn_cell", dtype)
{
    public override Tensor[] Step(Tensor projected, Tensor[] states, Tensor[]? masks) =>
        [Options.Activation.Apply(projected + Product(states[0], RecurrentKernel, masks))];
}
