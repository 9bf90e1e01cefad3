using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx;

/// <summary>What stands in a file behind a network's outputs and makes answers of them, so that whoever runs it need not.</summary>
public abstract class OnnxEnd
{
    private protected OnnxEnd() { }

    /// <summary>What goes out in place of the network's outputs.</summary>
    /// <param name="outputs">The network's, channels last.</param>
    internal abstract IReadOnlyList<OnnxValue> Emit(OnnxGraph graph, IReadOnlyList<OnnxValue> outputs);

    /// <summary>How each of these is called, and its shape.</summary>
    internal abstract IReadOnlyList<(string Name, TensorShape Shape)> Outputs { get; }
}
