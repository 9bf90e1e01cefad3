using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Initializers;

public sealed class Zeros : Initializer
{
    public override string ClassName => "Zeros";

    public override Tensor Create(long[] shape, ScalarType type, Generator generator) => zeros(shape, type);
}
