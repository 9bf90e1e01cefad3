using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>Networks of texts: named ones, folders and archives as they are published, or what was trained here.</summary>
internal sealed class TextBackboneSource : IBackboneSource
{
    private TokenEncoding? _encoding;

    /// <summary>How texts become the inputs of the backbone that was opened last.</summary>
    public TokenEncoding Encoding => _encoding ?? throw new InvalidOperationException("Texts are read before their network was opened.");

    public BackboneStart Open(TrainingSpec spec, IModelFiles files, string? file)
    {
        var loaded = file is null ? files.OpenBackbone(spec.Backbone, (ulong)spec.Seed) : files.Open(file);
        var tokenizer =
            loaded.Tokenizer ?? throw new RefusedException(new Refusal("texts.network.tokenizer", ("received", spec.Backbone.File ?? spec.Backbone.Name)));
        var network = file is null || spec.Head is null ? loaded.Network : ModelBuilder.Cut(loaded.Network, spec.Backbone.Layer);
        var positions = TokenEncoding.Positions(network);
        if (TextSpec.MaxLengthOf(spec) is { } wanted && wanted > positions)
        {
            throw new RefusedException(new Refusal("texts.network.positions", ("most", positions!.Value), ("received", wanted)));
        }
        _encoding = TokenEncoding.Of(network, tokenizer, TextSpec.MaxLengthOf(spec) ?? (positions is { } most ? Math.Min(TextSpec.UsualLength, most) : null));
        return new BackboneStart(Outputs(network, spec), TextPooling.Of) { Tokenizer = tokenizer, RegulatesFeatures = network.Outputs[0].Shape.Rank > 2 };
    }

    // What the head does not begin with would be saved and never trained.
    private static Network Outputs(Network network, TrainingSpec spec) =>
        spec.Head is null || network.Outputs.Count == 1 ? network
        : spec.Head.Pooling == TextPooling.Pooler ? network
        : new Network(network.Inputs, [network.Outputs[0]], network.Name, uniqueNames: false);
}
