using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Core.Refusals;

/// <summary>Disk and database.</summary>
internal sealed class StorageSentences : RefusalSentences
{
    public override IEnumerable<(string Code, string Sentence)> All =>
    [
        ("storage.database.busy", "The registry is busy with another program's write. Nothing was changed; try again."),
        ("storage.database.readOnly", "The registry's database is read-only. Nothing was changed; check the rights on the folder of Storage:Root."),
        ("storage.database.corrupt", "The registry's database is damaged: what is asked for can't be read. Start the dashboard again; it says which backup it can go on from. What was stored since that backup may be lost."),
        ("storage.database.unopened", "The registry's database can't be opened. Check that its file and folder are there and may be written."),
        ("storage.database.unusable", "Expected the registry's database {file} to be usable; received: {fault}"),
        ("storage.database.newer", "Expected a registry database of this program's version; received one that a newer version has changed ({migration}) in {file}. Start the newer program, or set Storage:Root to another folder."),
        ("storage.database.damaged", "Expected a sound database at {file}; received a damaged one ({fault}). {way}"),
        ("storage.database.emptied", "Expected the database {file} of what lies beside it in {folder}; received {received}. {way}"),
        ("storage.backup.offered", "The newest good backup is {backup}, made {age} ago: start with --Storage:RestoreBackup=newest to go on from it. What it replaces is kept in {kept}."),
        ("storage.backup.none", "There is no good backup in {folder}: put a copy of the database in its place, or start with --Storage:StartFresh=true to begin an empty registry. What it replaces is kept in {kept}."),
        ("storage.backup.unknown", "Expected Storage:RestoreBackup to be \"newest\" or the name of a good backup in {folder}; received \"{received}\"."),
        ("storage.backup.failed", "The nightly backup of the registry could not be made: {reason}"),
        ("storage.folder.locked", "Another dashboard is using {folder} (its lock {lock} is held). End it first, or set Storage:Root to another folder."),
        ("storage.folder.foreign", "Expected a dashboard's data folder, which holds mlops.db; received {folder}."),
        ("storage.folder.unusable", "Expected Storage:Root to be a folder that this program may create and write; received {folder} ({fault})."),
        ("storage.artifact.missing", "The file {name} is missing from the storage."),
        ("storage.artifact.damaged", "The file {name} in the storage is damaged: its bytes hash to {received}. Restore it from a copy, or register the run again while its folder is there."),
        ("storage.artifact.lost", "Expected the model of run {run} ({name}) in the storage, unchanged; it is missing or damaged there, and the run's folder has no other copy."),
        ("storage.picture.missing", "The picture {name} is missing from the storage. Import its dataset again."),
        ("storage.picture.damaged", "The picture {name} in the storage is damaged: its bytes hash to {received}. Importing its dataset again mends it."),
        ("storage.activity.broken", "The activity log was changed behind the registry: its line {line} does not follow from the one before it."),
        ("storage.activity.shortened", "The activity log was shortened behind the registry: expected lines up to {expected}; received {received}."),
        ("storage.spec.unreadable", "The settings of {whose} were stored by another version of the program and can't be read whole: {reason} What is shown of them is not all."),
        (DiskFull.Code, "The disk of {folder} is full. Nothing that was stored is lost; free some space, and it goes on."),
        ("storage.disk.full.fault", "The disk is full: {fault}. Nothing that was stored is lost; free some space and start it again."),
    ];
}
