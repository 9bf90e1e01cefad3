using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Recurrent;

/// <summary>Gates in Keras's order: input, forget, candidate, output.</summary>
internal sealed class LSTMCell(RecurrentOptions options, bool unitForgetBias, DTypePolicy dtype) : RecurrentCell(options, 4, "lstm_cell", dtype)
{
    public override int States => 2;

    protected override Initializer BiasInitializer => unitForgetBias ? new ForgetBias(Options.BiasInitializer, Options.Units) : Options.BiasInitializer;

    public override Tensor[] Step(Tensor projected, Tensor[] states, Tensor[]? masks)
    {
        var gates = (projected + Product(states[0], RecurrentKernel, masks)).chunk(4, -1);
        var carry = Options.RecurrentActivation.Apply(gates[1]) * states[1] + Options.RecurrentActivation.Apply(gates[0]) * Options.Activation.Apply(gates[2]);
        return [Options.RecurrentActivation.Apply(gates[3]) * Options.Activation.Apply(carry), carry];
    }

    // Jozefowicz et al. 2015: a cell that begins by keeping what it has.
    private sealed class ForgetBias(Initializer inner, int units) : Initializer
    {
        public override string ClassName => inner.ClassName;

        public override Tensor Create(long[] shape, ScalarType type, Generator generator) =>
            cat([inner.Create([units], type, generator), ones([units], type), inner.Create([2 * units], type, generator)], 0);
    }
}
