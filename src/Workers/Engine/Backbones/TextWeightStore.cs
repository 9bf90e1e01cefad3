using System.Security.Cryptography;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.HuggingFace;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Networks of texts by name, with their weights and their tokenizer: those that come with the program, and those that lie in a folder of the weight
/// store, one a network.</summary>
/// <param name="store">Whose folder holds them, under <c>texts/NAME</c>.</param>
public sealed class TextWeightStore(WeightStore store)
{
    /// <summary>The folder of a network that is published; its files may be put there by hand.</summary>
    public string FolderOf(TextBackbone backbone) => Path.Combine(store.Folder, "texts", backbone.Name);

    /// <summary>True if its weights are at hand without a network.</summary>
    public bool IsAtHand(TextBackbone backbone) =>
        backbone.Package is not null || (backbone.Published is { } published && published.Files.All(file => File.Exists(PathOf(backbone, file))));

    /// <summary>Opens it.</summary>
    /// <param name="seed">Draws its weights anew; null: as they are published.</param>
    /// <exception cref="RefusedException">They can't be had; the sentence says what to do.</exception>
    public async Task<LoadedModel> LoadAsync(TextBackbone backbone, ulong? seed = null, CancellationToken cancellationToken = default)
    {
        var model =
            backbone.Package is { } package ? await OpenAsync(package, cancellationToken)
            : backbone.Published is { } published ? Open(backbone, published)
            : throw new RefusedException(new Refusal("backbone.texts.made", ("backbone", backbone.Name)));
        if (seed is { } drawn)
        {
            model.Network.Initialize(drawn, overwrite: true);
        }

        return model;
    }

    private static async Task<LoadedModel> OpenAsync(PackagedTexts package, CancellationToken cancellationToken)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Backbones", "Packages", package.FileName);
        if (!File.Exists(path))
        {
            throw new RefusedException(new Refusal("backbone.weights.missing", ("path", path), ("remedy", new Refusal("backbone.weights.reinstall"))));
        }

        await using (var file = File.OpenRead(path))
        {
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
            if (hash != package.Sha256)
            {
                throw new RefusedException(
                    new Refusal(
                        "backbone.weights.hash",
                        ("path", path),
                        ("expected", package.Sha256),
                        ("received", hash),
                        ("remedy", new Refusal("backbone.weights.reinstall"))
                    )
                );
            }
        }

        var tensors = OnnxWeights.Read(AssemblyResource.Read(path, "model.onnx"), package.FileName);
        var vocabulary = Vocabulary.Read(new MemoryStream(AssemblyResource.Read(path, "vocab.txt")));
        return new LoadedModel(HuggingFaceModel.Build(tensors.Values, HuggingFaceNames.Bert, package.Options), null, null)
        {
            Tokenizer = new BertTokenizer(vocabulary, lowerCase: true),
        };
    }

    private LoadedModel Open(TextBackbone backbone, PublishedTexts published)
    {
        var missing = published.Files.Where(file => !File.Exists(PathOf(backbone, file))).ToList();
        return missing.Count == 0
            ? ModelFile.Load(published.IsOnHuggingFace ? FolderOf(backbone) : PathOf(backbone, published.Files[0]))
            : throw new RefusedException(
                new Refusal(
                    RefusalKind.Unavailable,
                    "backbone.texts.missing",
                    ("backbone", backbone.Name),
                    ("files", string.Join(", ", missing)),
                    ("folder", FolderOf(backbone)),
                    ("published", published.Address + published.Home)
                )
            );
    }

    private string PathOf(TextBackbone backbone, string file) => Path.Combine(FolderOf(backbone), file);
}
