using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Surgery;

/// <summary>A network with another number of input channels. Layers that stayed as they are belong to both networks: dispose this one, and
/// <see cref="Replaced"/>.</summary>
/// <param name="Preprocessing">What happens to pixels before it, for its channels.</param>
/// <param name="FirstConvolutions">Each first convolution, before and after.</param>
/// <param name="Replaced">Layers of the old network that are not in the new one.</param>
public sealed record AdaptedNetwork(
    Network Network,
    PreprocessingFunction Preprocessing,
    IReadOnlyList<(Layer Before, Layer After)> FirstConvolutions,
    IReadOnlyList<Layer> Replaced
);
