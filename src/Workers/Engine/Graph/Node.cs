namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>One call of a layer in a network's description (Keras: Node).</summary>
public sealed class Node
{
    internal Node(Layer layer, IReadOnlyList<KerasTensor> inputs, CallArguments arguments) => (Layer, Inputs, Arguments) = (layer, inputs, arguments);

    public Layer Layer { get; }

    /// <summary>The tensors of the call in order of appearance.</summary>
    public IReadOnlyList<KerasTensor> Inputs { get; }

    public IReadOnlyList<KerasTensor> Outputs { get; internal set; } = [];

    /// <summary>How the call was written, kept to write it back as Keras does.</summary>
    public CallArguments Arguments { get; }

    public IEnumerable<Node> Parents => Inputs.Select(input => input.Producer);

    public bool IsInput => Inputs.Count == 0;
}
