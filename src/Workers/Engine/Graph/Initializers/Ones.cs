using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Initializers;

public sealed class Ones : Initializer
{
    public override string ClassName => "Ones";

    public override Tensor Create(long[] shape, ScalarType type, Generator generator) => ones(shape, type);
}
