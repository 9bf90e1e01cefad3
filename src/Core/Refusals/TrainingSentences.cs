namespace MlOpsDashboard.Core.Refusals;

/// <summary>A run on the machine that trains it.</summary>
internal sealed class TrainingSentences : RefusalSentences
{
    public override IEnumerable<(string Code, string Sentence)> All =>
    [
        ("training.resume.twoWays", "Expected --resume, to go on in --out, or --resume-from, to go on from another folder. Received both."),
        ("training.resume.nothing", "Expected a checkpoint, or a run's folder that holds one, to go on from. Received {path}, which is or holds none."),
        ("training.resume.occupied", "Expected an --out without checkpoints, to go on there from {from}. Received {out}, which holds some; --resume goes on from those."),
        ("training.resume.within", "Expected an --out outside of {from}, which is only read. Received {out}."),
        ("training.resume.whichFold", "Expected a checkpoint in a fold's folder, as in fold-1/checkpoint, of a cross-validated run. Received {path}."),
        ("training.resume.withoutBest", "Expected best.keras of epoch {epoch} beside the checkpoint, to go on from {path}. Received none."),
        ("training.resume.newer", "Expected a checkpoint of this program or an older one, to go on from it. Received {path} of format {format}, which a newer program wrote; {known} is the newest that is read here."),
        ("training.resume.otherSpec", "Expected the spec that {folder} was begun with, to resume it. Received a different one."),
        ("training.resume.otherEpochs", "Expected the spec that {folder} was begun with, to resume it. Received the same with other epochs, which a run keeps. Start it anew in another --out; with {folder}/best.keras as the spec's backbone.file it begins where this one ended."),
        ("training.out.occupied", "Expected an --out without a run. Received {out}, which holds one: choose another folder, go on with --resume, or replace it with --overwrite."),
        ("training.resume.pictures.new", "Expected the pictures that {folder} was begun with, to resume it. Received one more: {picture}."),
        ("training.resume.pictures.missing", "Expected the pictures that {folder} was begun with, to resume it. {picture} is missing."),
        ("training.resume.pictures.changed", "Expected the pictures that {folder} was begun with, to resume it. Received another {picture}."),
        ("training.spec.version", "Expected a training spec of version {known} or one that names none. Received version {version}."),
        ("training.spec.newer", "Expected a training spec of version {known} or one that names none. Received version {version}: it is of a newer program."),
        ("training.layer.tooLarge", "Expected a layer's output for a batch to have at most {most} numbers. Received {numbers}: lower data.batchSize or data.imageSize."),
        ("threads.number", "Expected {setting} to be a whole number from 1 to {most}. Received {received}."),
        ("model.file.tooLarge", "Expected a model whose file, with what its optimizer keeps for each weight that trains, has at most {most}. Received one of {bytes}: train fewer layers at once, take an optimizer that keeps less (SGD without momentum keeps nothing), or a smaller backbone."),
    ];
}
