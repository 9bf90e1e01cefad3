using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>What a model file held.</summary>
/// <param name="CompileConfig">Optimiser, loss and metrics as Keras wrote them (compile_config, or training_config of a legacy file); null if the model was
/// not compiled.</param>
/// <param name="Optimizer">The optimiser's state; null if the file holds none.</param>
public sealed record LoadedModel(Network Network, JsonObject? CompileConfig, OptimizerState? Optimizer) : IDisposable
{
    /// <summary>How texts become this network's numbers, where the file or folder says so; else null.</summary>
    public ITokenizer? Tokenizer { get; init; }

    public void Dispose()
    {
        Network.Dispose();
        Optimizer?.Dispose();
    }
}
