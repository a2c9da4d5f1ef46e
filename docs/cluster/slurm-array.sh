#!/bin/bash
# A sweep as a Slurm array, one shard per task:
#   sbatch --array=1-8 docs/cluster/slurm-array.sh configs/bulk_lr.yml runs/rates
# Afterwards, or as a job with --dependency=afterok:JOB:
#   fastspectra merge --out runs/rates/all runs/rates/shard-*
#SBATCH --job-name=fastspectra-sweep
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@60

config=${1:?usage: slurm-array.sh CONFIG.yml DIR}
directory=${2:?usage: slurm-array.sh CONFIG.yml DIR}

# exec: the signal before the time limit reaches the program, which then leaves a directory that the next submission resumes.
exec "${FASTSPECTRA:-fastspectra}" sweep "$config" --shard auto --resume --quiet \
    --threads "${SLURM_CPUS_PER_TASK:-1}" --out "$directory/shard-$SLURM_ARRAY_TASK_ID"
