using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Where a run gets networks and weights from, and how it saves them.</summary>
public interface IModelFiles
{
    /// <summary>A whole model from a <c>.keras</c> or <c>.h5</c> file.</summary>
    /// <exception cref="Core.RefusedException">Not readable or not supported.</exception>
    Network Read(string path);

    /// <summary>The same with what stands beside the network, and anything else that opens as a model: folders and archives of networks of texts.</summary>
    /// <exception cref="Core.RefusedException">Not readable or not supported.</exception>
    LoadedModel Open(string path);

    /// <summary>A backbone of texts by its name, with tokenizer and weights.</summary>
    /// <param name="seed">Draws the weights where the spec takes none.</param>
    /// <exception cref="Core.RefusedException">There is none of that name, or its weights can't be had.</exception>
    LoadedModel OpenBackbone(BackboneSpec backbone, ulong seed);

    /// <summary>Fills a backbone's weights: <c>imagenet</c> or a file.</summary>
    /// <exception cref="Core.RefusedException">They can't be had; the sentence says what to do.</exception>
    void LoadWeights(Backbone backbone, Network network, string weights);

    /// <summary>Writes a <c>.keras</c> file, whole or not at all; with the optimizer's config and state, so that Keras can go on training it.</summary>
    /// <param name="compilation">The run's; written with the optimizer, so that Keras opens a compiled model.</param>
    /// <param name="tokenizer">How texts become its inputs; null where it takes none.</param>
    /// <param name="preprocessing">What is stored beside it as <c>preprocessing.json</c>: the file carries it too. Null for none.</param>
    void Write(Network network, string path, Optimizer? optimizer, Compilation compilation, ITokenizer? tokenizer = null, string? preprocessing = null);

    /// <summary>The optimizer that a model file was compiled with, and its state.</summary>
    /// <exception cref="Core.RefusedException">The file holds none, or none that trains here.</exception>
    SavedOptimizer ReadOptimizer(string path);
}
