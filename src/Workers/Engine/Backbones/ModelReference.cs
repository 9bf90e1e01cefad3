using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>
/// MODEL of the command line: a file (<c>model.keras</c>, <c>model.h5</c>) or
/// <c>backbone:NAME[?weights=imagenet|none|FILE][&amp;map=FILE][&amp;input=HxWxC][&amp;pooling=avg|max][&amp;top=true]</c>
/// with <c>alpha</c>, <c>minimalistic</c>, <c>preprocessing</c> and <c>classes</c> as Keras Applications take them. <c>registry:</c> is resolved by whoever
/// knows a registry. A network of texts takes <c>weights=pretrained|none</c> and <c>seed</c> alone.
/// </summary>
/// <param name="File">The file's path, or null.</param>
/// <param name="Backbone">The backbone, or null.</param>
/// <param name="Weights">"imagenet" (the default; of texts "pretrained"), "none", or a file.</param>
/// <param name="Seed">Draws the weights of <c>weights=none</c>; 0 by default.</param>
public sealed record ModelReference(string? File, Backbone? Backbone, BackboneOptions Options, string Weights, ulong Seed)
{
    private const string Prefix = "backbone:";

    /// <summary>Which tensor of a .safetensors file is which weight: a JSON file; null: they are called by Keras's paths.</summary>
    public string? Map { get; init; }

    /// <summary>The network of texts, or null.</summary>
    public TextBackbone? Texts { get; init; }

    /// <summary>Reads the words; files are opened later.</summary>
    /// <exception cref="RefusedException">A key or value is unknown.</exception>
    public static ModelReference Parse(string text)
    {
        if (text.StartsWith("registry:", StringComparison.Ordinal))
        {
            throw new RefusedException(new Refusal("backbone.reference.registry", ("received", text)));
        }

        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return new ModelReference(text, null, new BackboneOptions(), "none", 0);
        }

        var mark = text.IndexOf('?');
        var name = mark < 0 ? text[Prefix.Length..] : text[Prefix.Length..mark];
        if (TextBackboneCatalog.Find(name) is { } texts)
        {
            return OfTexts(texts, mark < 0 ? "" : text[(mark + 1)..]);
        }

        var backbone = BackboneCatalog.Named(name);
        var reference = new ModelReference(null, backbone, new BackboneOptions(), "imagenet", 0);
        foreach (var pair in mark < 0 ? [] : text[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            var (key, value) = equals < 0 ? (pair, "") : (pair[..equals], Uri.UnescapeDataString(pair[(equals + 1)..]));
            reference = reference.With(key, value);
        }

        if (reference.Map is not null && !reference.Weights.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException(new Refusal("backbone.reference.map", ("received", reference.Weights)));
        }

        return reference with
        {
            Options = reference.Options with { ForImageNetWeights = reference.Weights == "imagenet" },
        };
    }

    /// <summary>Opens the file, or builds the backbone and gives it its weights.</summary>
    /// <param name="store">Where published weights come from.</param>
    public async Task<LoadedModel> ResolveAsync(WeightStore store, IProgress<WeightProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (File is not null)
        {
            return ModelFile.Load(File);
        }

        if (Texts is not null)
        {
            return await new TextWeightStore(store).LoadAsync(Texts, Weights == "none" ? Seed : null, progress, cancellationToken);
        }

        var network = Backbone!.Build(Options);
        if (Weights == "none")
        {
            network.Initialize(Seed);
        }
        else if (Weights == "imagenet")
        {
            await store.LoadImageNetAsync(Backbone, Options, network, progress, cancellationToken);
        }
        else
        {
            ModelFile.LoadWeights(network, Weights, Map);
        }

        return new LoadedModel(network, null, null);
    }

    private static ModelReference OfTexts(TextBackbone backbone, string settings)
    {
        var reference = new ModelReference(null, null, new BackboneOptions(), "pretrained", 0) { Texts = backbone };
        foreach (var pair in settings.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            reference = pair.Split('=') switch
            {
                ["weights", "pretrained" or "none"] => reference with { Weights = pair["weights=".Length..] },
                ["seed", var given] when ulong.TryParse(given, out var seed) => reference with { Seed = seed },
                _ => throw new RefusedException(new Refusal("backbone.texts.options", ("received", pair))),
            };
        }

        return reference;
    }

    private ModelReference With(string key, string value) =>
        key switch
        {
            "weights" when value.Length > 0 => this with { Weights = value },
            "map" when value.Length > 0 => this with { Map = value },
            "input" => this with { Options = Options with { InputShape = Size(value) } },
            "pooling" when value is "avg" or "max" => this with { Options = Options with { Pooling = value } },
            "pooling" when value is "none" => this with { Options = Options with { Pooling = null } },
            "top" => this with { Options = Options with { IncludeTop = Flag(key, value) } },
            "minimalistic" => this with { Options = Options with { Minimalistic = Flag(key, value) } },
            "preprocessing" => this with { Options = Options with { IncludePreprocessing = Flag(key, value) } },
            "alpha" when double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var alpha) && alpha is > 0 and < 10 => this with
            {
                Options = Options with { Alpha = alpha },
            },
            "classes" when int.TryParse(value, out var classes) && classes > 0 => this with { Options = Options with { Classes = classes } },
            "seed" when ulong.TryParse(value, out var seed) => this with { Seed = seed },
            "weights" or "map" or "pooling" or "alpha" or "classes" or "seed" => throw new RefusedException(
                new Refusal("backbone.reference.value", ("key", key), ("received", value))
            ),
            _ => throw new RefusedException(new Refusal("backbone.reference.key", ("received", key))),
        };

    private static bool Flag(string key, string value) =>
        value switch
        {
            "true" => true,
            "false" => false,
            _ => throw new RefusedException(new Refusal("backbone.reference.boolean", ("key", key), ("received", value))),
        };

    // 224x224x3; None (or ?) for a size that is left open.
    private static TensorShape Size(string value)
    {
        var parts = value.Split('x');
        return parts.Length == 3 && parts.All(part => part is "None" or "?" || (long.TryParse(part, out var n) && n is > 0 and < 100_000))
            ? new TensorShape(parts.Select(part => long.TryParse(part, out var n) ? n : (long?)null))
            : throw new RefusedException(new Refusal("backbone.reference.input", ("received", value)));
    }
}
