namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>A symbolic tensor: what flows along an edge of a network that is being described. Logical layout (N, H, W, C).</summary>
/// <param name="Shape">Shape with a null batch dimension.</param>
/// <param name="DType">Keras's name of the element type, "float32" by default.</param>
/// <param name="Producer">The call that made it.</param>
/// <param name="Index">Which output of that call it is.</param>
public sealed record KerasTensor(TensorShape Shape, string DType, Node Producer, int Index)
{
    public Layer Layer => Producer.Layer;

    public bool Equals(KerasTensor? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => $"<KerasTensor shape={Shape}, dtype={DType}, {Layer.Name}[{Index}]>";
}
